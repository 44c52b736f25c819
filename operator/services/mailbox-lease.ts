/** The key of a delegate's local copy of a mailbox: lent, never kept by the workstation beyond its session. */
import { hkdfSync } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { MailboxLease } from '../../contract/model/delegation.ts';
import type { Clock } from '../clock.ts';
import { lastEnd } from './delegations.ts';
import { inForceBetween } from './mailbox-access.ts';
import type { DelegationStore, StoredDelegation } from './ports/delegations.ts';
import type { Caller } from './sessions.ts';

/** protocol.md §7. */
const LEASE_MS = 12 * 3_600_000;

export interface LeaseParts {
  readonly delegations: DelegationStore;
  readonly clock: Clock;
  /** From which every lease's key is derived. */
  readonly leaseSecret: Uint8Array;
}

/** The lease of the mailbox that the caller entered; `auth.forbidden` for one's own, which has a key of its own. */
export async function leaseMailbox(parts: LeaseParts, { account, mailbox, scopes }: Caller): Promise<MailboxLease> {
  if (scopes === null) throw new AppError('auth.forbidden');
  const now = parts.clock();
  const owner = mailbox.card.accountId;
  const delegate = account.card.accountId;
  const inForce = await inForceBetween(parts.delegations, owner, delegate, now);
  const since = rightSince(await parts.delegations.between(owner, delegate), now);
  if (inForce.length === 0 || since === null) throw new AppError('delegation.not-in-force');
  // The same as long as the right goes on without a gap, whichever delegation gives it: what waits to leave stays readable.
  const info = ['medimail mailbox lease', owner, delegate, since.toISOString()].join(' ');
  const key = hkdfSync('sha256', parts.leaseSecret, new Uint8Array(), info, 32);
  const expiresAt = new Date(Math.min(now.getTime() + LEASE_MS, lastEnd(inForce).getTime()));
  return { key: Buffer.from(key).toString('base64'), scopes: [...scopes], expiresAt: expiresAt.toISOString() };
}

/** A delegation that follows one that ran out within this long goes on with it: periods are chosen by the day. */
const GAP_MS = 86_400_000;

/**
 * Since when the delegate has had a right to the mailbox without a gap, whatever it was; null when there is none now. A
 * delegation gives it from when it was accepted or began, whichever is later, until it ran out; one that somebody ended
 * is over at once, and what comes after is another right.
 */
function rightSince(delegations: readonly StoredDelegation[], now: Date): Date | null {
  const periods = delegations
    .flatMap(({ from, until, answeredAt, endedAt, state }) => {
      if (answeredAt === null || state === 'declined') return [];
      const start = Math.max(from.getTime(), answeredAt.getTime());
      const wasEnded = endedAt !== null && endedAt < until;
      const end = wasEnded ? endedAt.getTime() : until.getTime();
      return start < end && start <= now.getTime() ? [{ start, end, reach: wasEnded ? end : end + GAP_MS }] : [];
    })
    .toSorted((one, other) => one.start - other.start);
  let run: (typeof periods)[number] | null = null;
  for (const next of periods) {
    if (run === null || next.start > run.reach) run = next;
    else if (next.end > run.end) run = { ...next, start: run.start };
  }
  return run && run.end > now.getTime() ? new Date(run.start) : null;
}
