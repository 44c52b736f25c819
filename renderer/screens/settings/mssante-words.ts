/** What each condition of the trust space is called, and why it is as it is. */
import { useTranslation } from 'react-i18next';
import type { MssanteCondition } from '../../../contract/model/mssante.ts';
import { useWhen } from './use-when.ts';

const titles = {
  'eligible-account': 'conditionEligible',
  'professional-number': 'conditionNumber',
  'strong-sign-in': 'conditionSignIn',
} as const satisfies Record<MssanteCondition['id'], string>;

const eligibleWords = {
  certified: 'causeCertified',
  'awaiting-agency': 'causeAwaiting',
  refused: 'causeRefused',
  'not-validated': 'causeNotValidated',
  'social-profile': 'causeSocial',
  'administrative-profile': 'causeAdministrative',
  organisation: 'causeOrganisation',
  'name-unwritable': 'causeName',
} as const;

const numberWords = {
  rpps: 'causeRpps',
  adeli: 'causeAdeli',
  missing: 'causeNumberMissing',
  'not-for-profile': 'causeNumberNotForProfile',
} as const;

export interface MssanteWords {
  title(condition: MssanteCondition): string;
  cause(condition: MssanteCondition): string;
}

export function useMssanteWords(): MssanteWords {
  const { t } = useTranslation('settings');
  const when = useWhen();
  return {
    title: ({ id }) => t(titles[id]),
    cause(condition) {
      switch (condition.id) {
        case 'eligible-account':
          return t(eligibleWords[condition.cause], { time: condition.since ? when(condition.since) : '' });
        case 'professional-number': {
          const word = condition.inDirectory ? 'causeInDirectory' : numberWords[condition.cause];
          return t(word, { number: condition.number ?? '' });
        }
        case 'strong-sign-in':
          return t(condition.cause === 'card' ? 'causeByCard' : 'causeByCode', { time: when(condition.since) });
      }
    },
  };
}
