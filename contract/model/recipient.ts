/** The four kinds of recipients and the states that each can reach. */
import { z } from 'zod';
import { AccountId, Instant } from './ids.ts';
import { EmailAddress } from './person.ts';

/**
 * - `medimail`: has an account here; opening is recorded after strong sign-in.
 * - `invited`: no account yet; the notification invites, and reading happens on the operator's pages.
 * - `mssante`: mailbox of another operator; we know delivery, and reading only by a receipt (MDN, RFC 8098).
 * - `patient`: Mon espace santé; delivery only, no receipt comes back.
 */
export const RecipientKind = z.enum(['medimail', 'invited', 'mssante', 'patient']);
export type RecipientKind = z.infer<typeof RecipientKind>;

export const RecipientState = z.enum([
  'sealed',
  'notified',
  'delivered',
  'opened',
  'read-receipt',
  'failed',
  'expired',
]);
export type RecipientState = z.infer<typeof RecipientState>;

/** Nothing is ever `opened` outside Medimail, where nobody signed in strongly to us. */
export const reachableStates: Readonly<Record<RecipientKind, readonly RecipientState[]>> = {
  medimail: ['sealed', 'notified', 'delivered', 'opened', 'failed', 'expired'],
  invited: ['sealed', 'notified', 'delivered', 'opened', 'failed', 'expired'],
  mssante: ['sealed', 'delivered', 'read-receipt', 'failed', 'expired'],
  patient: ['sealed', 'delivered', 'failed', 'expired'],
};

/** Order of progress; a later state never falls back to an earlier one. */
const progress: readonly RecipientState[] = ['sealed', 'notified', 'delivered', 'opened', 'read-receipt'];

/** The state after `next` has happened, keeping the furthest one; unreachable states are refused. */
export function advance(kind: RecipientKind, current: RecipientState, next: RecipientState): RecipientState {
  if (!reachableStates[kind].includes(next)) {
    throw new Error(`a recipient of kind ${kind} cannot become ${next}`);
  }
  if (next === 'failed' || next === 'expired') {
    return current === 'opened' || current === 'read-receipt' ? current : next;
  }
  return progress.indexOf(next) > progress.indexOf(current) ? next : current;
}

export const RecipientRole = z.enum(['to', 'cc']);

/** A recipient as the sender names it. */
export const RecipientRef = z.object({ address: EmailAddress, name: z.string().max(200), role: RecipientRole });
export type RecipientRef = z.infer<typeof RecipientRef>;

/** A recipient as everyone with rights on the envelope sees it. */
export const Recipient = RecipientRef.extend({
  kind: RecipientKind,
  accountId: AccountId.nullable(),
  profession: z.string().max(80).nullable(),
  state: RecipientState,
  /** Person and instant of the first opening. */
  openedAt: Instant.nullable(),
});
export type Recipient = z.infer<typeof Recipient>;
