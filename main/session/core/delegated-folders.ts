/** Which local copies of others' mailboxes may stay. */
import { type DelegationOverview, phaseOf } from '../../../contract/model/delegation.ts';

/**
 * Owners from whom an accepted delegation is in force or still to begin: an owner whose account is suspended for a while is
 * among them, so that what was written for them meanwhile is not lost with it.
 */
export function foldersWorthKeeping({ received, serverTime }: DelegationOverview): ReadonlySet<string> {
  const at = new Date(serverTime);
  const live = received.filter(({ state, from, until }) => {
    const phase = phaseOf({ state, from: new Date(from), until: new Date(until) }, at);
    return phase === 'in-force' || phase === 'planned';
  });
  return new Set(live.map(({ owner }) => owner.accountId));
}
