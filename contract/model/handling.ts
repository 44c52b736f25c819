/**
 * Who among those who hold one mailbox handles an envelope, and what they tell one another about it. All of it is theirs: no
 * other party of the envelope hears of it, and none of it is in the envelope's events, evidence or exports.
 */
import { z } from 'zod';
import type { DelegationScope } from './delegation.ts';
import { AccountId, EnvelopeId, Instant } from './ids.ts';
import { plainLines } from './plain-text.ts';

/** What lets a delegate say who handles an envelope, and be the one who does: whoever moves it on, by filing or by answering. */
export const handlingScopes: readonly [DelegationScope, ...DelegationScope[]] = ['file', 'answer'];
/** What lets a delegate read and write notes: whoever reads the letter. */
export const noteScopes: readonly [DelegationScope, ...DelegationScope[]] = ['open'];

/** Characters of an internal note. */
export const MAX_NOTE_LENGTH = 2_000;
/** Notes on one envelope in one mailbox, those that were removed included. */
export const MAX_NOTES = 50;
/** Steps of one envelope in one mailbox. */
export const MAX_HANDLING_STEPS = 500;

export const HandlingEntryId = z.uuid().brand<'HandlingEntryId'>();
export type HandlingEntryId = z.infer<typeof HandlingEntryId>;

/** Somebody who holds the mailbox, by the name of that moment. */
export const Holder = z.object({ accountId: AccountId, name: z.string().max(200) });
export type Holder = z.infer<typeof Holder>;

/**
 * - `taken`: whoever says it handles the envelope from then on.
 * - `assigned`: somebody else does, by the word of whoever says it.
 * - `done`: it is dealt with.
 * - `returned`: nobody handles it any more.
 * - `released`: the same, because whoever handled it may not act on the mailbox any more; the operator says it.
 * - `note`: no step, words about it.
 */
export const HandlingKind = z.enum(['taken', 'assigned', 'done', 'returned', 'released', 'note']);
export type HandlingKind = z.infer<typeof HandlingKind>;

/** One line of what the holders of a mailbox did and said about an envelope. */
export const HandlingEntry = z.object({
  id: HandlingEntryId,
  envelopeId: EnvelopeId,
  /**
   * Given by the operator, from one: the place among those of the envelope in this mailbox. For whoever may not read notes it
   * counts steps alone, and says nothing of how many notes are between them.
   */
  number: z.number().int().positive(),
  kind: HandlingKind,
  /** Null for the operator. */
  by: Holder.nullable(),
  /** Whose it is from then on; for `released`, whose it was. */
  whom: Holder.nullable(),
  at: Instant,
  /** Words of a note; null where they were removed, or went with the content. */
  note: z.string().max(MAX_NOTE_LENGTH).nullable(),
  /** When a note was removed. */
  removedAt: Instant.nullable(),
  /** By whom: its author, or the owner of the mailbox. */
  removedBy: Holder.nullable(),
});
export type HandlingEntry = z.infer<typeof HandlingEntry>;

/** A step on its way to the operator; `id` is made by the workstation, so that telling it twice takes it once. */
export const HandlingStep = z
  .object({
    id: HandlingEntryId,
    kind: z.enum(['taken', 'assigned', 'done', 'returned']),
    /** To whom, for `assigned` alone. */
    whomId: AccountId.nullable(),
    /** The latest step that whoever makes this one knew of; null for none. */
    seen: HandlingEntryId.nullable(),
  })
  .strict()
  .refine(({ kind, whomId }) => (kind === 'assigned') === (whomId !== null), { path: ['whomId'] });
export type HandlingStep = z.infer<typeof HandlingStep>;

/** A note on its way to the operator. */
export const HandlingNote = z
  .object({ id: HandlingEntryId, text: z.string().trim().min(1).max(MAX_NOTE_LENGTH).regex(plainLines) })
  .strict();
export type HandlingNote = z.infer<typeof HandlingNote>;

/** Whether a step is one, after the latest there was; `whom` is whoever would handle it then. */
export function changesHandling(
  latest: { readonly kind: HandlingKind; readonly whom: Holder | null } | null,
  { kind, whom }: { readonly kind: HandlingStep['kind']; readonly whom: Holder | null },
): boolean {
  const handler = handlerAfter(latest);
  if (kind === 'done') return latest?.kind !== 'done';
  if (kind === 'returned') return handler !== null || latest?.kind === 'done';
  return handler?.accountId !== whom?.accountId;
}

/** Who handles an envelope after a step, if anybody does. */
export function handlerAfter<T>(step: { readonly kind: HandlingKind; readonly whom: T | null } | null): T | null {
  return step !== null && (step.kind === 'taken' || step.kind === 'assigned') ? step.whom : null;
}
