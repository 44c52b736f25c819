/** To whom a letter goes, in copy too, and its subject; more people than an envelope goes to are refused together. */
import { BookUser } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_RECIPIENTS } from '../../../contract/model/limits.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { AbsentRecipients } from './absent-recipients.tsx';
import { PhoneCodes } from './phone-codes.tsx';
import { RecipientsField } from './recipients-field.tsx';
import type { PennedDraft } from './use-draft.ts';
import type { Recipients } from './use-recipients.ts';

export function ComposerFields({
  penned,
  recipients,
  locked,
  onFind,
}: {
  readonly penned: PennedDraft;
  readonly recipients: Recipients;
  readonly locked: boolean;
  /** Opens the directory over the letter; null to whom it is not open. */
  readonly onFind: (() => void) | null;
}): ReactNode {
  const { t } = useTranslation('composer');
  const { content, change } = penned;
  const to = content.recipients.filter(({ role }) => role === 'to');
  const copy = content.recipients.filter(({ role }) => role === 'cc');
  const [copying, setCopying] = useState(copy.length > 0);
  // A copy may have come from the directory's window.
  const isCopying = copying || copy.length > 0;
  const format = useFormat();
  const isCoded = (address: string): boolean => recipients.phoneCodes.of(address)?.problem === null;
  const fieldsFor = {
    disabled: locked,
    onAdd: recipients.add,
    onRemove: recipients.remove,
    known: recipients.known,
    isCoded,
  };
  return (
    <div className="composer-fields">
      <RecipientsField
        {...fieldsFor}
        label={t('to')}
        name={t('recipientsTo')}
        line="to"
        recipients={to}
        autoFocus={content.recipients.length === 0}
        aside={
          <span className="composer-beside">
            {onFind ? (
              <IconButton
                label={t('findPeople')}
                icon={<Icon of={BookUser} size="small" />}
                isDisabled={locked}
                onPress={onFind}
              />
            ) : null}
            {isCopying ? null : (
              <button
                type="button"
                className="composer-copy caption"
                disabled={locked}
                onClick={() => setCopying(true)}
              >
                {t('copy')} <span className="for-screen-readers">{t('addCopy')}</span>
              </button>
            )}
          </span>
        }
      />
      {isCopying ? (
        <RecipientsField
          {...fieldsFor}
          label={t('copy')}
          name={t('recipientsCopy')}
          line="cc"
          recipients={copy}
          autoFocus={copy.length === 0}
        />
      ) : null}
      <PhoneCodes among={content.recipients} recipients={recipients} locked={locked} />
      <AbsentRecipients recipients={content.recipients} />
      {recipients.tooMany === null ? null : (
        <p className="composer-missing composer-too-many" role="alert">
          {t('tooManyRecipients', { number: format.number(recipients.tooMany), limit: MAX_RECIPIENTS })}
        </p>
      )}
      <label className="composer-line">
        <span className="field-label">{t('subject')}</span>
        <input
          className="composer-subject"
          type="text"
          autoComplete="off"
          maxLength={998}
          value={content.subject}
          disabled={locked}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}
