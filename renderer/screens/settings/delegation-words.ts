/** The words for what a delegation allows and for where it stands. */
import type { DelegationPhase, DelegationScope } from '../../../contract/model/delegation.ts';

export const scopeWords = {
  titles: { name: 'scopeTitles', text: 'scopeTitlesText' },
  open: { name: 'scopeOpen', text: 'scopeOpenText' },
  answer: { name: 'scopeAnswer', text: 'scopeAnswerText' },
  file: { name: 'scopeFile', text: 'scopeFileText' },
  send: { name: 'scopeSend', text: 'scopeSendText' },
} as const satisfies Record<DelegationScope, unknown>;

export const phaseWords = {
  offered: 'phaseOffered',
  planned: 'phasePlanned',
  'in-force': 'phaseInForce',
  declined: 'phaseDeclined',
  ended: 'phaseEnded',
  expired: 'phaseExpired',
} as const satisfies Record<DelegationPhase, string>;
