/** The key of a delegate's local copy of a mailbox: lent, never kept by the workstation beyond its session. */
import { hkdfSync } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { MailboxLease } from '../../contract/model/delegation.ts';
import type { Clock } from '../clock.ts';
import { lastEnd } from './delegations.ts';
import { inForceBetween } from './mailbox-access.ts';
import type { DelegationStore } from './ports/delegations.ts';
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
  // Of the one that was granted first: once it ended, the next key is another one, and opens nothing that was kept under it.
  const [first] = inForce.toSorted((one, other) => one.grantedAt.getTime() - other.grantedAt.getTime());
  if (!first) throw new AppError('delegation.not-in-force');
  const info = ['medimail mailbox lease', owner, delegate, first.id].join(' ');
  const key = hkdfSync('sha256', parts.leaseSecret, new Uint8Array(), info, 32);
  const expiresAt = new Date(Math.min(now.getTime() + LEASE_MS, lastEnd(inForce).getTime()));
  return { key: Buffer.from(key).toString('base64'), scopes: [...scopes], expiresAt: expiresAt.toISOString() };
}
