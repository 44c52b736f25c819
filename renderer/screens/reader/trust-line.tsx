/** Three facts above the flap: who signed, when it was sealed, how long it is kept. */
import { CircleX, HardDriveDownload, Hourglass, Link2, ShieldQuestion, Stamp, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import { foldName } from '../../../contract/model/directory.ts';
import { daysBetween } from '../../ui/format/time.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Card, CrossedCard, Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { isByLink, reasonWord } from './trust.ts';

type Look = 'proof' | 'warning' | 'danger' | 'plain';

function Fact({
  look,
  icon,
  title,
  detail,
}: {
  readonly look: Look;
  readonly icon: ReactNode;
  readonly title: string;
  readonly detail: string;
}): ReactNode {
  return (
    <div className={`trust-fact trust-${look}`}>
      {icon}
      <span className="trust-title">{title}</span>
      <span className="trust-detail">{detail}</span>
    </div>
  );
}

/** `now` is null on paper: days are written out there, and how long it is kept on a screen says nothing. */
export function TrustLine({ view, now }: { readonly view: EnvelopeView; readonly now: Date | null }): ReactNode {
  return (
    <div className="trust">
      {/* What was altered after sealing proves nothing about its author. */}
      {view.seal.state === 'altered' && view.signature.state !== 'altered' ? null : <SignatureFact view={view} />}
      <SealFact view={view} now={now} />
      {now ? <KeptFact view={view} now={now} /> : null}
    </div>
  );
}

function SignatureFact({ view }: { readonly view: EnvelopeView }): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const { signature, record } = view;
  switch (signature.state) {
    case 'unsigned':
      return <UnsignedFact view={view} />;
    case 'altered':
      return (
        <Fact
          look="danger"
          icon={<Icon of={CircleX} />}
          title={t('signatureAltered')}
          detail={t('signatureAlteredDetail')}
        />
      );
    case 'unverifiable':
      return (
        <Fact
          look="warning"
          icon={<Icon of={ShieldQuestion} />}
          title={t('unverifiable')}
          detail={t(reasonWord(signature.reason))}
        />
      );
    case 'revoked-since':
      return (
        <Fact
          look="warning"
          icon={<Icon of={TriangleAlert} />}
          title={t('revokedSince', { day: format.dayMonth(signature.revokedAt) })}
          detail={t('revokedSinceDetail')}
        />
      );
    case 'valid': {
      const { signer } = signature;
      const title = signer.cardFamily ? t('signedByCard', { family: signer.cardFamily }) : t('signedByCertificate');
      // The hand that signs is named when it is not the sender's: a delegate, an organisation.
      const same =
        isSameName(signer.familyName, record.sender.familyName) &&
        isSameName(signer.givenName, record.sender.givenName) &&
        (!signer.rpps || !record.sender.rpps || signer.rpps === record.sender.rpps);
      const name = typesetName(`${signer.givenName} ${signer.familyName.toLocaleUpperCase('fr')}`);
      return (
        <Fact look="proof" icon={<Card />} title={title} detail={same ? t('signedDetail') : t('signedBy', { name })} />
      );
    }
  }
}

/** Nobody signed it. By whom it was deposited then is all the more worth saying: an account, or whoever had a link. */
function UnsignedFact({ view }: { readonly view: EnvelopeView }): ReactNode {
  const { t } = useTranslation('reader');
  if (!isByLink(view)) {
    return <Fact look="warning" icon={<CrossedCard />} title={t('unsigned')} detail={t('unsignedDetail')} />;
  }
  return (
    <Fact
      look="warning"
      icon={<Icon of={Link2} />}
      title={t('byLink')}
      detail={t(view.deposit === 'mailed-link-and-phone-code' ? 'byLinkAndCodeDetail' : 'byLinkDetail', {
        address: view.record.sender.address,
      })}
    />
  );
}

/** Certificates write names in capitals and without accents as often as not. */
function isSameName(one: string, other: string): boolean {
  return foldName(one) === foldName(other);
}

function SealFact({ view, now }: { readonly view: EnvelopeView; readonly now: Date | null }): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const { seal } = view;
  switch (seal.state) {
    case 'altered':
      return (
        <Fact look="danger" icon={<Icon of={CircleX} />} title={t('sealAltered')} detail={t('sealAlteredDetail')} />
      );
    case 'unverifiable':
      return (
        <Fact
          look="warning"
          icon={<Icon of={ShieldQuestion} />}
          title={t('sealUnverifiable')}
          detail={t('sealUnverifiableDetail')}
        />
      );
    case 'valid': {
      const time = format.seconds(seal.sealedAt);
      const today = now !== null && daysBetween(new Date(seal.sealedAt), now) === 0;
      const day = now ? format.shortDay(seal.sealedAt, now) : format.day(seal.sealedAt);
      return (
        <Fact
          look="proof"
          icon={<Icon of={Stamp} />}
          title={today ? t('sealedAt', { time }) : t('sealedOn', { day, time })}
          detail={t(view.content ? 'sealedDetail' : 'sealedDetailAbsent')}
        />
      );
    }
  }
}

function KeptFact({ view, now }: { readonly view: EnvelopeView; readonly now: Date }): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const { record, keptSince } = view;
  const { expiresAt } = record;
  const isOver = Date.parse(expiresAt) <= now.getTime();
  if (keptSince !== null && isOver) {
    const detail = t('keptHereOnly', { day: format.shortDay(expiresAt, now) });
    return <Fact look="plain" icon={<Icon of={HardDriveDownload} />} title={t('keptHereTitle')} detail={detail} />;
  }
  const title = record.content
    ? t('keptUntil', { day: format.dayMonth(expiresAt) })
    : t('erased', { day: format.shortDay(expiresAt, now) });
  const detail = t(keptSince === null ? 'keptDetail' : 'keptHere');
  return <Fact look="plain" icon={<Icon of={Hourglass} />} title={title} detail={detail} />;
}
