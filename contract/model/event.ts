/** The envelope's permanent history: append-only, hash-chained, and never a word of content. */
import { z } from 'zod';
import { AccountId, EnvelopeId, Instant, Sha256Hex } from './ids.ts';

export const EventKind = z.enum([
  'deposited',
  'sealed',
  'notified',
  'delivered',
  /** A code by telephone went to an invited recipient, and came back from the browser that had asked for it. */
  'code-sent',
  'code-confirmed',
  'opened',
  'opened-by-delegate',
  'answered',
  'absence-answered',
  'filed',
  'expired',
  'bounced',
]);
export type EventKind = z.infer<typeof EventKind>;

/** Who acted: an account, or the operator itself. Names are those of that moment. */
export const EventActor = z.object({ accountId: AccountId.nullable(), name: z.string().max(200) });

/** One row. Its RFC 8785 canonical JSON is the leaf; `previousHash` chains it to the row before, whatever envelope that was of. */
export const EnvelopeEvent = z.object({
  /** Position in the operator's one global sequence, given at commit, without gaps. */
  seq: z.number().int().positive(),
  envelopeId: EnvelopeId,
  kind: EventKind,
  at: Instant,
  actor: EventActor,
  onBehalfOf: EventActor.nullable(),
  /** Address of the recipient concerned, for notified, delivered, opened, bounced. */
  recipient: z.string().max(320).nullable(),
  /** How the fact is known: `operator` saw it, or the workstation `declared` it (an opening read offline). */
  source: z.enum(['operator', 'declared']),
  /** Hash of what proves it: the message at sealing, the signed statement at opening. */
  evidenceSha256: Sha256Hex.nullable(),
  previousHash: Sha256Hex,
});
export type EnvelopeEvent = z.infer<typeof EnvelopeEvent>;

/** Whether who opened by a mailed link had given the code by telephone before: all that is known of who that was. */
export function isOpenedWithCode(opening: EnvelopeEvent, events: readonly EnvelopeEvent[]): boolean {
  const isCode = ({ kind, recipient, seq }: EnvelopeEvent) =>
    kind === 'code-confirmed' && recipient === opening.recipient && seq < opening.seq;
  return opening.actor.accountId === null && events.some(isCode);
}

/** `previousHash` of the very first row. */
export const GENESIS_HASH = '0'.repeat(64);
