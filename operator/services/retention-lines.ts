/** The lines of a retention report: what it is about, each envelope erased, and how it ends. */
import { z } from 'zod';
import { EnvelopeId, Instant, Sha256Hex } from '../../contract/model/ids.ts';
import { InclusionProof, LogHead } from '../../contract/model/log.ts';

const count = z.number().int().nonnegative();

/** What is there of content that was erased: nothing of this may be. */
export const Remnant = z.enum(['key', 'blobs', 'segments', 'title']);
export type Remnant = z.infer<typeof Remnant>;

/** First line. */
export const ReportHead = z
  .object({
    type: z.literal('report'),
    version: z.literal(1),
    operator: z.string(),
    madeAt: Instant,
    /** Erasures from this instant on; null: from the first. */
    from: Instant.nullable(),
    /** Erasures before this instant; null: to the last. */
    to: Instant.nullable(),
    /** The signed head of the event log that all proofs lead to; null while none was signed. */
    logHead: LogHead.nullable(),
  })
  .strict();

/** One envelope, in the order of erasing. */
export const ErasedLine = z
  .object({
    type: z.literal('erased'),
    envelopeId: EnvelopeId,
    /** Of the message that was sealed. */
    sha256: Sha256Hex,
    depositedAt: Instant,
    sealedAt: Instant,
    expiresAt: Instant,
    erasedAt: Instant,
    /** Place of the `expired` event in the log, from 1. */
    seq: z.number().int().positive(),
    /** The event's canonical JSON: the leaf of the tree. */
    event: z.string(),
    /** Null while no signed head covers the event. */
    proof: InclusionProof.nullable(),
    left: z.array(Remnant),
  })
  .strict();
export type ErasedLine = z.infer<typeof ErasedLine>;

/** Last line: without it the report was cut. */
export const ReportEnd = z
  .object({
    type: z.literal('end'),
    erased: count,
    /** Of these, how many no signed head covers yet. */
    unproven: count,
    /** Of these, of how many something is left. */
    withRemnants: count,
    /** Envelopes that are due and that a hold keeps. */
    held: count,
    /** Envelopes that are due and wait for the next run. */
    waiting: count,
  })
  .strict();
export type ReportEnd = z.infer<typeof ReportEnd>;

export const ReportLine = z.discriminatedUnion('type', [ReportHead, ErasedLine, ReportEnd]);
export type ReportLine = z.infer<typeof ReportLine>;
