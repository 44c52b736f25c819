/** Granting, answering and ending delegations; what they let somebody do is `mailbox-access.ts`'s. */
import { AppError } from '../../contract/errors.ts';
import {
  completeScopes,
  type DelegatedMailbox,
  Delegation,
  type DelegationGrant,
  type DelegationOverview,
  type GrantRefusal,
  isHeldTogether,
  isLive,
  periodRefusal,
  phaseOf,
} from '../../contract/model/delegation.ts';
import type { Clock } from '../clock.ts';
import { handedOverTo } from './absences.ts';
import { releaseStranded } from './handlings.ts';
import { inForceBetween, mayBeParty } from './mailbox-access.ts';
import type { AbsenceStore } from './ports/absences.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { DelegationStep, DelegationStore, StoredDelegation } from './ports/delegations.ts';
import type { HandlingStore } from './ports/handlings.ts';
import type { Caller } from './sessions.ts';
import type { Signals } from './signals.ts';

export interface Delegations {
  overview(caller: Caller): Promise<DelegationOverview>;
  /** Refuses as `delegation.refused`; an id of somebody else's delegation is `delegation.not-found`. */
  grant(caller: Caller, grant: DelegationGrant): Promise<Delegation>;
  /** By the delegate; once answered the same answer is taken again, another is `delegation.settled`. */
  answer(caller: Caller, delegationId: string, answer: 'accepted' | 'declined'): Promise<Delegation>;
  /** By either side, at once; ended already, it stays as it is. */
  end(caller: Caller, delegationId: string): Promise<Delegation>;
}

export interface DelegationParts {
  readonly absences: AbsenceStore;
  readonly accounts: AccountStore;
  readonly delegations: DelegationStore;
  readonly handlings: HandlingStore;
  readonly signals: Signals;
  readonly clock: Clock;
  /** The longest period, in days. */
  readonly maxDelegationDays: number;
  /** There is a mail to hand over. */
  readonly onNotifiable: () => void;
  /** What somebody handled whose delegation ended could not be made nobody's at once. */
  readonly onUnreleased: (error: unknown) => void;
}

const MAX_SHOWN = 200;
/** Each mails somebody: what a practice needs, and no way to write to a directory. */
const MAX_GRANTS_A_DAY = 20;
const DAY_MS = 86_400_000;
const RETRY_AFTER_SECONDS = 3_600;

export function createDelegations(parts: DelegationParts): Delegations {
  const { accounts, delegations, clock } = parts;
  const shown = (stored: StoredDelegation) => toDelegation(accounts, stored);

  function tell({ ownerId, delegateId }: StoredDelegation): void {
    parts.signals.changed([ownerId, delegateId]);
    parts.onNotifiable();
  }

  /** A delegation of which the caller is a side; to everybody else it does not exist. */
  async function own(caller: Caller, delegationId: string): Promise<StoredDelegation> {
    const { accountId } = caller.account.card;
    const stored = await delegations.find(delegationId);
    if (!stored || (stored.ownerId !== accountId && stored.delegateId !== accountId)) {
      throw new AppError('delegation.not-found');
    }
    return stored;
  }

  async function step(stored: StoredDelegation, change: Omit<DelegationStep, 'id' | 'at'>): Promise<StoredDelegation> {
    const after = await delegations.step({ id: stored.id, at: clock(), ...change });
    if (!after) throw new AppError('delegation.not-found');
    if (after.state !== change.state) throw new AppError('delegation.settled', { state: after.state });
    tell(after);
    return after;
  }

  return {
    async overview({ account }) {
      const { accountId } = account.card;
      const [given, latest, live] = await Promise.all([
        delegations.given(accountId, MAX_SHOWN),
        delegations.received(accountId, MAX_SHOWN),
        delegations.acceptedBy(accountId, clock()),
      ]);
      // What is in force is never pushed out by what was only offered since.
      const shownAlready = new Set(latest.map(({ id }) => id));
      const received = [...latest, ...live.filter(({ id }) => !shownAlready.has(id))];
      return {
        given: await Promise.all(given.map(shown)),
        received: await Promise.all(received.map(shown)),
        mailboxes: mayBeParty(account) ? await mailboxesOf(parts, accountId) : [],
        maxDays: parts.maxDelegationDays,
        serverTime: clock().toISOString(),
      };
    },
    async grant(caller, grant) {
      const earlier = await delegations.find(grant.id);
      if (earlier) {
        if (earlier.ownerId !== caller.account.card.accountId) throw new AppError('delegation.not-found');
        return shown(earlier);
      }
      const stored = await newDelegation(parts, caller, grant);
      await delegations.add(stored, { accountId: stored.delegateId, act: 'offered' });
      // Two that asked at once for the same id: the first was kept.
      const kept = await own(caller, stored.id);
      tell(kept);
      return shown(kept);
    },
    async answer(caller, delegationId, answer) {
      const stored = await own(caller, delegationId);
      if (stored.delegateId !== caller.account.card.accountId) throw new AppError('delegation.not-found');
      if (stored.state === answer) return shown(stored);
      const phase = phaseOf(stored, clock());
      if (phase !== 'offered') throw new AppError('delegation.settled', { state: phase });
      if (answer === 'accepted' && !mayBeParty(caller.account)) throw refusal(parts, 'delegate-not-certified');
      const notify = { accountId: stored.ownerId, act: answer };
      return shown(await step(stored, { before: ['offered'], state: answer, by: stored.delegateId, notify }));
    },
    async end(caller, delegationId) {
      const stored = await own(caller, delegationId);
      if (stored.state === 'ended') return shown(stored);
      const phase = phaseOf(stored, clock());
      if (!isLive(phase)) throw new AppError('delegation.settled', { state: phase });
      const by = caller.account.card.accountId;
      const other = by === stored.ownerId ? stored.delegateId : stored.ownerId;
      const notify = { accountId: other, act: 'ended' } as const;
      const ended = await step(stored, { before: ['offered', 'accepted'], state: 'ended', by, notify });
      parts.signals.delegationEnded(ended.ownerId, ended.delegateId);
      // It has ended whatever becomes of this; the job does what is left, within a minute.
      await releaseStranded(parts, ended.delegateId).catch(parts.onUnreleased);
      return shown(ended);
    },
  };
}

async function newDelegation(
  parts: DelegationParts,
  caller: Caller,
  grant: DelegationGrant,
): Promise<StoredDelegation> {
  const { clock, delegations } = parts;
  const ownerId = caller.account.card.accountId;
  const now = clock();
  const period = { from: new Date(grant.from), until: new Date(grant.until) };
  const refused = await grantRefusal(parts, caller, grant.delegateId);
  const reason = refused ?? periodRefusal(period, now, parts.maxDelegationDays);
  if (reason) throw refusal(parts, reason);
  if ((await delegations.grantedSince(ownerId, new Date(now.getTime() - DAY_MS))) >= MAX_GRANTS_A_DAY) {
    throw new AppError('operator.too-many-requests', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  return {
    id: grant.id,
    ownerId,
    delegateId: grant.delegateId,
    scopes: completeScopes(grant.scopes),
    ...period,
    reason: grant.reason,
    state: 'offered',
    grantedAt: now,
    answeredAt: null,
    endedAt: null,
    endedBy: null,
  };
}

async function grantRefusal(
  { accounts }: DelegationParts,
  { account }: Caller,
  delegateId: string,
): Promise<GrantRefusal | null> {
  if (!mayBeParty(account)) return 'owner-not-certified';
  if (delegateId === account.card.accountId) return 'oneself';
  const delegate = await accounts.byId(delegateId);
  // A suspended one is told of as if it were not there: its standing is nobody's business. An organisation is nobody who could act.
  if (!delegate || delegate.closed || delegate.suspended || isHeldTogether(delegate.card)) return 'no-account';
  return delegate.card.certified ? null : 'delegate-not-certified';
}

function refusal({ maxDelegationDays }: DelegationParts, reason: GrantRefusal): AppError {
  return new AppError('delegation.refused', { reason, maxDays: maxDelegationDays });
}

/** The mailboxes that a delegate may enter now, in the order in which they were first delegated. */
async function mailboxesOf(parts: DelegationParts, delegateId: string): Promise<DelegatedMailbox[]> {
  const { accounts, delegations, clock } = parts;
  const now = clock();
  const running = (await delegations.acceptedBy(delegateId, now)).filter((one) => phaseOf(one, now) === 'in-force');
  const owners = [...new Set(running.map(({ ownerId }) => ownerId))].reverse();
  const mailboxes = await Promise.all(
    owners.map(async (ownerId) => {
      const [owner, inForce] = await Promise.all([
        accounts.byId(ownerId),
        inForceBetween(delegations, ownerId, delegateId, now),
      ]);
      if (!owner || !mayBeParty(owner) || inForce.length === 0) return [];
      return {
        owner: owner.card,
        scopes: completeScopes(inForce.flatMap(({ scopes }) => scopes)),
        until: lastEnd(inForce).toISOString(),
        unopened: await delegations.unopenedOf(ownerId),
        handedOver: await handedOverTo(parts, ownerId, delegateId),
        entrusted: await parts.handlings.entrusted(ownerId, delegateId),
      };
    }),
  );
  return mailboxes.flat();
}

/** When the last of some delegations ends. */
export function lastEnd(some: readonly StoredDelegation[]): Date {
  return new Date(Math.max(...some.map(({ until }) => until.getTime())));
}

async function toDelegation(accounts: AccountStore, stored: StoredDelegation): Promise<Delegation> {
  const { ownerId, delegateId, ...rest } = stored;
  const [owner, delegate] = await Promise.all([accounts.byId(ownerId), accounts.byId(delegateId)]);
  return Delegation.parse({
    ...rest,
    owner: owner?.card,
    delegate: delegate?.card,
    from: stored.from.toISOString(),
    until: stored.until.toISOString(),
    grantedAt: stored.grantedAt.toISOString(),
    answeredAt: stored.answeredAt?.toISOString() ?? null,
    endedAt: stored.endedAt?.toISOString() ?? null,
  });
}
