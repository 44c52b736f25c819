/** Who handles what in the mailbox in view, among those who hold it, and their internal notes. */
import { z } from 'zod';
import { WireError } from '../errors.ts';
import { HandlingEntry, HandlingEntryId, HandlingStep, Holder, MAX_NOTE_LENGTH } from '../model/handling.ts';
import { EnvelopeId } from '../model/ids.ts';
import { defineContract, method } from './define.ts';
import { MAX_SELECTION } from './mailbox.contract.ts';

/** A line of an envelope's thread. */
export const HandlingLine = HandlingEntry.omit({ number: true }).extend({
  /** Made here, and the operator does not know of it yet. */
  waiting: z.boolean(),
  /** Why a note that was written here was not taken; it stays until its author has done something with it. */
  refused: WireError.nullable(),
});
export type HandlingLine = z.infer<typeof HandlingLine>;

/** A step as one asks for it, the same for each of some envelopes. */
export const HandlingAct = z.object({
  envelopeIds: z.array(EnvelopeId).min(1).max(MAX_SELECTION),
  kind: HandlingStep.shape.kind,
  /** To whom, for `assigned`. */
  whom: Holder.nullable(),
});
export type HandlingAct = z.infer<typeof HandlingAct>;

/** A step that was made here. */
export const HandlingMade = z.object({ envelopeId: EnvelopeId, entryId: HandlingEntryId });
export type HandlingMade = z.infer<typeof HandlingMade>;

/** Something that was done here and that the operator did not take. */
export const HandlingRefusal = z.object({
  place: z.number().int(),
  envelopeId: EnvelopeId,
  /** Of the envelope; null where its content is erased. */
  subject: z.string().nullable(),
  /** A step, a note, or the removal of one. */
  what: z.enum(['step', 'note', 'removal']),
  /** What was there before a step; null where there is nothing, or `error` says why. */
  latest: HandlingEntry.nullable(),
  error: WireError.nullable(),
});
export type HandlingRefusal = z.infer<typeof HandlingRefusal>;

const noteOf = z.object({ envelopeId: EnvelopeId, entryId: HandlingEntryId });

export const handlingContract = defineContract('handling', {
  servedBy: 'session',
  methods: {
    /** Who may handle envelopes here, whoever asks included; without network those who were known last. */
    holders: method(z.object({}), z.object({ holders: z.array(Holder) })),
    /** What was done and said about an envelope, oldest first. */
    thread: method(z.object({ envelopeId: EnvelopeId }), z.object({ lines: z.array(HandlingLine) })),
    /**
     * Shown at once, told the operator as soon as may be; that somebody was faster is among `refusals`. Answers of how many it
     * changed something, and how many of them were not received, which nobody handles.
     */
    step: method(
      HandlingAct,
      z.object({ changed: z.number().int(), notReceived: z.number().int(), made: z.array(HandlingMade) }),
    ),
    /**
     * Takes steps back by others that make of each envelope what it was before. Where somebody did something since, it is left
     * as they made it; `handling.changed-since` where that is so of all.
     */
    undo: method(z.object({ made: z.array(HandlingMade).min(1).max(MAX_SELECTION) }), z.object({})),
    note: method(
      z.object({ envelopeId: EnvelopeId, text: z.string().trim().min(1).max(MAX_NOTE_LENGTH) }),
      z.object({}),
    ),
    removeNote: method(noteOf, z.object({})),
    /** What was not taken and was not acknowledged, oldest first; kept while the mailbox is not in view. */
    refusals: method(z.object({}), z.object({ refusals: z.array(HandlingRefusal) })),
    acknowledge: method(z.object({ places: z.array(z.number().int()).min(1) }), z.object({})),
  },
  events: {
    refusalsChanged: z.object({}),
  },
});
