/** Legal holds: content that must not be erased, by order of somebody who is named, for a reason that is kept. */
import type { Clock } from '../clock.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { HeldSubject, Hold, HoldAct, HoldStore, PlaceOutcome } from './ports/holds.ts';

/** What is to be held, as an administrator names it. */
export type HoldTarget = { readonly envelopeId: string } | { readonly address: string };

export interface HoldParts {
  readonly accounts: AccountStore;
  readonly holds: HoldStore;
  readonly clock: Clock;
}

/** Who acts and why. */
export type HoldOrder = Omit<HoldAct, 'at'>;

/** A hold as it is listed; the address is the account's of today. */
export interface ListedHold extends Omit<Hold, 'subject'> {
  readonly target: HoldTarget;
}

const refusals: Readonly<Record<Exclude<PlaceOutcome, 'placed'>, string>> = {
  'held-already': 'there is a hold on it already',
  unknown: 'there is no such envelope',
  erased: 'its content is erased, or is being erased now',
};

/** Places a hold; throws, and says why, where none can be placed. */
export async function placeHold(parts: HoldParts, target: HoldTarget, order: HoldOrder): Promise<void> {
  const outcome = await parts.holds.place(await subjectOf(parts, target), { ...order, at: parts.clock() });
  if (outcome !== 'placed') throw new Error(refusals[outcome]);
}

/** Lifts the hold on that very target; throws when there is none. What is due by then is erased by the next run. */
export async function liftHold(parts: HoldParts, target: HoldTarget, order: HoldOrder): Promise<void> {
  const isLifted = await parts.holds.lift(await subjectOf(parts, target), { ...order, at: parts.clock() });
  if (!isLifted) throw new Error('there is no hold on it');
}

/** Holds, oldest first. */
export async function listHolds(parts: HoldParts, which: 'all' | 'open'): Promise<readonly ListedHold[]> {
  const found = await parts.holds.list(which);
  return Promise.all(
    found.map(async ({ subject, ...hold }) => {
      if ('envelopeId' in subject) return { target: subject, ...hold };
      const account = await parts.accounts.byId(subject.accountId);
      return { target: { address: account?.card.address ?? subject.accountId }, ...hold };
    }),
  );
}

async function subjectOf({ accounts }: HoldParts, target: HoldTarget): Promise<HeldSubject> {
  if ('envelopeId' in target) return target;
  const address = target.address.toLowerCase();
  const account = (await accounts.byAddresses([address])).get(address);
  if (!account) throw new Error('there is no account of that address');
  return { accountId: account.card.accountId };
}
