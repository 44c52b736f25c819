/** What writing to someone means: MSSanté, Medimail alone, by invitation; or why it is not possible. */
import { CircleSlash, Mail, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit, Invitation } from '../../contract/ipc/directory.contract.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icon.tsx';

const needs = {
  'certified-account': 'needCertified',
  'health-profile': 'needHealth',
  'qualified-identity': 'needIdentity',
} as const satisfies Record<NonNullable<DirectoryHit['missingRight']>, string>;

export function RecipientBadge({ hit }: { readonly hit: DirectoryHit }): ReactNode {
  const { t } = useTranslation('composer');
  if (hit.missingRight) return <NeedBadge need={hit.missingRight} />;
  const { recipientKind, kind } = hit.entry;
  switch (recipientKind) {
    case 'mssante':
      return (
        <Badge kind="proof" quiet icon={<Icon of={ShieldCheck} />}>
          {t('kindMssante')}
        </Badge>
      );
    case 'medimail':
      return kind === 'social' || kind === 'administrative' ? (
        <Badge kind="warning" icon={<Icon of={CircleSlash} />}>
          {t('kindMedimailOnly')}
        </Badge>
      ) : (
        <Badge kind="proof" quiet icon={<Icon of={ShieldCheck} />}>
          {t('kindMedimail')}
        </Badge>
      );
    case 'invited':
      return <InvitationBadge missingRight={null} />;
    case 'patient':
      return (
        <Badge kind="ink" icon={<Icon of={Mail} />}>
          {t('kindPatient')}
        </Badge>
      );
  }
}

/** Writing to somebody whom no directory knows. */
export function InvitationBadge({ missingRight }: Pick<Invitation, 'missingRight'>): ReactNode {
  const { t } = useTranslation('composer');
  if (missingRight) return <NeedBadge need={missingRight} />;
  return (
    <Badge kind="ink" icon={<Icon of={Mail} />}>
      {t('kindInvited')}
    </Badge>
  );
}

function NeedBadge({ need }: { readonly need: NonNullable<DirectoryHit['missingRight']> }): ReactNode {
  const { t } = useTranslation('composer');
  return (
    <Badge kind="danger" icon={<Icon of={CircleSlash} />}>
      {t(needs[need])}
    </Badge>
  );
}
