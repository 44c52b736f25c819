/** Who handles what in the mailbox in view, among those who hold it, and their internal notes. */
import { z } from 'zod';
import { WireError } from '../errors.ts';
import {
  HandlingEntry,
  HandlingEntryId,
  HandlingKind,
  HandlingStep,
  Holder,
  MAX_NOTE_LENGTH,
} from '../model/handling.ts';
import { EnvelopeId } from '../model/ids.ts';
import { defineContract, method } from './define.ts';

/** A line of an envelope's thread. */
export const HandlingLine = HandlingEntry.omit({ number: true }).extend({
  /** Made here, and the operator does not know of it yet. */
  waiting: z.boolean(),
  /** Why a note that was written here was not taken; it stays until its author has done something with it. */
  refused: WireError.nullable(),
});
export type HandlingLine = z.infer<typeof HandlingLine>;

/** A step as one asks for it. */
export const HandlingAct = z.object({
  envelopeId: EnvelopeId,
  kind: HandlingStep.shape.kind,
  /** To whom, for `assigned`. */
  whom: Holder.nullable(),
});
export type HandlingAct = z.infer<typeof HandlingAct>;

const noteOf = z.object({ envelopeId: EnvelopeId, entryId: HandlingEntryId });

export const handlingContract = defineContract('handling', {
  servedBy: 'session',
  methods: {
    /** Who may handle envelopes here, whoever asks included; without network those who were known last. */
    holders: method(z.object({}), z.object({ holders: z.array(Holder) })),
    /** What was done and said about an envelope, oldest first. */
    thread: method(z.object({ envelopeId: EnvelopeId }), z.object({ lines: z.array(HandlingLine) })),
    /** Shown at once, told the operator as soon as may be; that somebody was faster is told by `forestalled`. */
    step: method(HandlingAct, z.object({})),
    note: method(
      z.object({ envelopeId: EnvelopeId, text: z.string().trim().min(1).max(MAX_NOTE_LENGTH) }),
      z.object({}),
    ),
    removeNote: method(noteOf, z.object({})),
  },
  events: {
    /** A step was not taken: `latest` was there before it, or `error` says why. */
    forestalled: z.object({
      envelopeId: EnvelopeId,
      kind: HandlingKind,
      latest: HandlingEntry.nullable(),
      error: WireError.nullable(),
    }),
  },
});
