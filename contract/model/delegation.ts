/**
 * Delegations: what an owner lets somebody else do with the mailbox, for how long, and what follows from it. One table of
 * scopes, used by the screens to explain and by the operator to refuse.
 */
import { z } from 'zod';
import { HandedOver } from './absence.ts';
import type { ItemKind } from './account-item.ts';
import { AccountId, Base64, Instant } from './ids.ts';
import { AccountCard } from './person.ts';
import { plainText } from './plain-text.ts';

/**
 * - `titles`: the lists as the owner sees them: who wrote, to whom, titles, names of attachments, events; no content.
 * - `open`: read messages and attachments, and have that recorded as an opening by the delegate.
 * - `answer`: write to those who take part in a received envelope, in answer to it.
 * - `file`: put envelopes into the owner's folders.
 * - `send`: write to anybody whom both may write to.
 */
export const DelegationScope = z.enum(['titles', 'open', 'answer', 'file', 'send']);
export type DelegationScope = z.infer<typeof DelegationScope>;

/** What each scope cannot do without. */
export const scopeNeeds: Readonly<Record<DelegationScope, readonly DelegationScope[]>> = {
  titles: [],
  open: ['titles'],
  // Nobody answers what they may not read.
  answer: ['titles', 'open'],
  file: ['titles'],
  // Who sends follows what becomes of it.
  send: ['titles'],
};

/** The chosen scopes with all that they need, in the order of the table. */
export function completeScopes(chosen: readonly DelegationScope[]): DelegationScope[] {
  return DelegationScope.options.filter(
    (scope) => chosen.includes(scope) || chosen.some((one) => scopeNeeds[one].includes(scope)),
  );
}

/** Whether one of the scopes that let somebody do a thing was granted. */
export function isAllowedBy(granted: readonly DelegationScope[], anyOf: readonly DelegationScope[]): boolean {
  return anyOf.some((scope) => granted.includes(scope));
}

/** What of the owner's items belongs to the lists that delegates see; favourites, models and the like are the owner's alone. */
export const sharedItemKinds: readonly ItemKind[] = ['folder', 'placement', 'flag'];
/**
 * What `file` lets a delegate change: where envelopes are, never the folders themselves; in a mailbox that has holders and no
 * owner to make them, the folders too.
 */
export function filedItemKinds(owner: Pick<AccountCard, 'kind'>): readonly ItemKind[] {
  return isHeldTogether(owner) ? sharedItemKinds : ['placement', 'flag'];
}

/** Whether a mailbox is an organisation's: nobody signs in to it, the people whom its structure names hold it. */
export function isHeldTogether(owner: Pick<AccountCard, 'kind'>): boolean {
  return owner.kind === 'organisation';
}

/** When what has no end ends: somebody holds an organisation's mailbox until they are let go. */
export const NO_END = '9999-12-31T23:59:59.999Z';

/** What the holders of an organisation's mailbox may be let do, from most to least. */
export const holderRights = {
  all: ['titles', 'open', 'answer', 'file', 'send'],
  read: ['titles', 'open', 'file'],
  titles: ['titles'],
} as const satisfies Readonly<Record<string, readonly DelegationScope[]>>;
export type HolderRight = keyof typeof holderRights;

/** Characters of a delegation's reason. */
export const MAX_REASON_LENGTH = 200;

export const DelegationId = z.uuid().brand<'DelegationId'>();
export type DelegationId = z.infer<typeof DelegationId>;

/** What its two sides did with it; whether its period is running is `phaseOf`'s. */
export const DelegationState = z.enum(['offered', 'accepted', 'declined', 'ended']);
export type DelegationState = z.infer<typeof DelegationState>;

/** A delegation as its two sides see it. */
export const Delegation = z.object({
  id: DelegationId,
  owner: AccountCard,
  delegate: AccountCard,
  scopes: z.array(DelegationScope).min(1),
  from: Instant,
  /** It ends at that instant. */
  until: Instant,
  reason: z.string().max(MAX_REASON_LENGTH),
  state: DelegationState,
  grantedAt: Instant,
  /** Accepted or declined. */
  answeredAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** Who of the two ended it. */
  endedBy: AccountId.nullable(),
});
export type Delegation = z.infer<typeof Delegation>;

/** Where a delegation stands: `planned` and `in-force` are accepted ones; `expired` never ended otherwise. */
export type DelegationPhase = 'offered' | 'planned' | 'in-force' | 'declined' | 'ended' | 'expired';

/** The phase at an instant, by the clock of whoever asks: at the operator, the operator's. */
export function phaseOf(
  { state, from, until }: { readonly state: DelegationState; readonly from: Date; readonly until: Date },
  at: Date,
): DelegationPhase {
  if (state === 'declined' || state === 'ended') return state;
  if (until <= at) return 'expired';
  if (state === 'offered') return 'offered';
  return from <= at ? 'in-force' : 'planned';
}

/** Whether something can still become of it: it may be answered, it is in force, or it will be. */
export function isLive(phase: DelegationPhase): boolean {
  return phase === 'offered' || phase === 'planned' || phase === 'in-force';
}

/** What an owner asks for; `id` is made by the workstation, so that asking twice grants once. */
export const DelegationGrant = z
  .object({
    id: DelegationId,
    delegateId: AccountId,
    scopes: z.array(DelegationScope).min(1).max(DelegationScope.options.length),
    from: Instant,
    until: Instant,
    reason: z.string().trim().min(1).max(MAX_REASON_LENGTH).regex(plainText),
  })
  .strict();
export type DelegationGrant = z.infer<typeof DelegationGrant>;

/** Why a grant is refused. */
export const GrantRefusal = z.enum([
  'oneself',
  'no-account',
  'delegate-not-certified',
  'owner-not-certified',
  'period-backwards',
  'period-over',
  'period-too-long',
]);
export type GrantRefusal = z.infer<typeof GrantRefusal>;

/** What is wrong with a period: it may be `maxDays` long at most, and begin within as many days. */
export function periodRefusal(
  { from, until }: { readonly from: Date; readonly until: Date },
  at: Date,
  maxDays: number,
): Extract<GrantRefusal, `period-${string}`> | null {
  const limitMs = maxDays * 86_400_000;
  if (until <= from) return 'period-backwards';
  if (until <= at) return 'period-over';
  const isTooLong = until.getTime() - from.getTime() > limitMs || from.getTime() - at.getTime() > limitMs;
  return isTooLong ? 'period-too-long' : null;
}

/** Somebody's mailbox that the account may enter now: the union of the delegations that are in force. */
export const DelegatedMailbox = z.object({
  owner: AccountCard,
  scopes: z.array(DelegationScope).min(1),
  /** When the last of those delegations ends. */
  until: Instant,
  /** Received envelopes that nobody opened yet. */
  unopened: z.number().int().nonnegative(),
  /** What waits, where the owner is absent and named this account; else null. */
  handedOver: HandedOver.nullable(),
  /** Envelopes that somebody else gave this account to handle, that it still does. */
  entrusted: z.number().int().nonnegative().default(0),
});
export type DelegatedMailbox = z.infer<typeof DelegatedMailbox>;

/** Everything about delegations that one account is told. */
export const DelegationOverview = z.object({
  /** Latest first; the last 200 of each side. */
  given: z.array(Delegation),
  received: z.array(Delegation),
  mailboxes: z.array(DelegatedMailbox),
  /** The longest period that this operator takes. */
  maxDays: z.number().int().positive(),
  serverTime: Instant,
});
export type DelegationOverview = z.infer<typeof DelegationOverview>;

/** The key of a delegate's local copy of a mailbox: good until `expiresAt` and never written down. */
export const MailboxLease = z.object({ key: Base64, scopes: z.array(DelegationScope).min(1), expiresAt: Instant });
export type MailboxLease = z.infer<typeof MailboxLease>;
