/** Offers for the photographs of a letter, below its attachments: nothing happens to them by itself. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import type { PhotoOffer, Photos } from './use-photos.ts';

export function PhotoOffers({ photos, disabled }: { readonly photos: Photos; readonly disabled: boolean }): ReactNode {
  const { t } = useTranslation('composer');
  if (photos.offers.length === 0 && !photos.task.error) return null;
  return (
    <>
      <ul className="photo-offers" aria-label={t('photos')}>
        {photos.offers.map((offer) => (
          <Offer key={offer.attachment.attachmentId} offer={offer} photos={photos} disabled={disabled} />
        ))}
      </ul>
      {photos.task.error ? <ErrorNotice error={photos.task.error} onAction={photos.task.clear} /> : null}
    </>
  );
}

const problemWords = { 'too-many-points': 'photoTooLarge', unreadable: 'photoUnreadable' } as const;

function Offer({
  offer,
  photos,
  disabled,
}: {
  readonly offer: PhotoOffer;
  readonly photos: Photos;
  readonly disabled: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const { attachment, smaller, tellsPlace, problem } = offer;
  const { name } = attachment;
  const isDisabled = disabled || photos.isUnderWay;
  const sizes = smaller && { before: format.size(attachment.sizeBytes), after: format.size(smaller.bytes.size) };
  return (
    <li className="photo-offer">
      <span className="grow caption">
        <b>{name}</b> {problem ? t(problemWords[problem]) : tellsPlace ? t('photoTellsPlace') : t('photoIsLarge')}
      </span>
      {sizes ? (
        <Button
          size="small"
          aria-label={t('photoShrinkOf', { name, ...sizes })}
          isDisabled={isDisabled}
          onPress={() => photos.shrink(offer)}
        >
          {t('photoShrink', sizes)}
        </Button>
      ) : null}
      {tellsPlace ? (
        <Button
          size="small"
          aria-label={t('photoForgetPlaceOf', { name })}
          isDisabled={isDisabled}
          onPress={() => photos.forgetPlace(offer)}
        >
          {t('photoForgetPlace')}
        </Button>
      ) : null}
      <IconButton
        label={t('photoLeave', { name })}
        icon={<Icon of={X} size="small" />}
        isDisabled={isDisabled}
        onPress={() => photos.leave(offer)}
      />
    </li>
  );
}
