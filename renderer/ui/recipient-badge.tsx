/** What writing to someone means: MSSanté, Medimail alone, by invitation; or why it is not possible. */
import { CircleSlash, Mail, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../contract/ipc/directory.contract.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icon.tsx';

const needs = {
  'certified-account': 'needCertified',
  'health-profile': 'needHealth',
  'qualified-identity': 'needIdentity',
} as const satisfies Record<NonNullable<DirectoryHit['missingRight']>, string>;

export function RecipientBadge({ hit }: { readonly hit: DirectoryHit }): ReactNode {
  const { t } = useTranslation('composer');
  if (hit.missingRight) {
    return (
      <Badge kind="danger" icon={<Icon of={CircleSlash} />}>
        {t(needs[hit.missingRight])}
      </Badge>
    );
  }
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
      return (
        <Badge kind="ink" icon={<Icon of={Mail} />}>
          {t('kindInvited')}
        </Badge>
      );
    case 'patient':
      return (
        <Badge kind="ink" icon={<Icon of={Mail} />}>
          {t('kindPatient')}
        </Badge>
      );
  }
}
