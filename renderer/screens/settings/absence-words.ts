/** Why an absence is refused, and who may act during one. Pure. */
import type { AbsenceRefusal } from '../../../contract/model/absence.ts';
import { type DelegationOverview, isAllowedBy } from '../../../contract/model/delegation.ts';
import type { AccountCard } from '../../../contract/model/person.ts';
import { phaseAt } from './delegation-row.tsx';

export const refusalWords = {
  'period-backwards': 'refusedPeriodBackwards',
  'period-over': 'refusedPeriodOver',
  'period-too-long': 'refusedPeriodTooLong',
  'delegate-may-not-open': 'refusedDelegateMayNotOpen',
} as const satisfies Record<AbsenceRefusal, string>;

/** Those who accepted a delegation, in force or to come, that lets them open; each once. */
export function delegatesFor({ given, serverTime }: DelegationOverview): readonly AccountCard[] {
  const now = new Date(serverTime);
  const able = given.filter((one) => {
    const phase = phaseAt(one, now);
    return (phase === 'in-force' || phase === 'planned') && isAllowedBy(one.scopes, ['open']);
  });
  return [...new Map(able.map(({ delegate }) => [delegate.accountId, delegate])).values()];
}
