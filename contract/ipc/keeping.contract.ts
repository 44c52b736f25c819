/** What a user keeps of envelopes: copies in files, and the archive of this workstation that outlives the operator's retention. */
import { z } from 'zod';
import { EnvelopeId, FileGrantId, Instant, Sha256Hex } from '../model/ids.ts';
import { defineContract, method } from './define.ts';
import { MAX_SELECTION } from './mailbox.contract.ts';

/**
 * What is kept by itself before the operator erases it: everything, one box, or nothing but what was chosen by hand.
 */
export const KeepingRule = z.enum(['all', 'received', 'sent', 'chosen']);
export type KeepingRule = z.infer<typeof KeepingRule>;

/** In which forms an envelope is written: the very bytes that were sealed, pages, the evidence that `openssl` checks. */
export const ExportForm = z.enum(['eml', 'pdf', 'evidence']);
export type ExportForm = z.infer<typeof ExportForm>;

/** What the archive of this workstation holds. */
export const KeptOverview = z.object({
  /** False on a shared workstation and in somebody else's mailbox: nothing is kept there. */
  allowed: z.boolean(),
  rule: KeepingRule,
  envelopes: z.number().int().nonnegative(),
  sizeBytes: z.number().int().nonnegative(),
  /** Of those, how many are past the operator's retention: they exist nowhere else. */
  erasedElsewhere: z.number().int().nonnegative(),
  oldestSealedAt: Instant.nullable(),
});
export type KeptOverview = z.infer<typeof KeptOverview>;

const envelopeIds = z.array(EnvelopeId).min(1).max(MAX_SELECTION);

export const keepingContract = defineContract('keeping', {
  servedBy: 'session',
  methods: {
    /** SHA-256 of each attachment's decoded bytes, of those that are on this workstation: nothing is fetched for it. */
    digests: method(
      z.object({ envelopeId: EnvelopeId }),
      z.object({ digests: z.array(z.object({ index: z.number().int(), sha256: Sha256Hex })) }),
    ),
    /** Before exporting: sizes for progress, and what is to be known first. */
    exportFacts: method(
      z.object({ envelopeIds }),
      z.object({
        /** Those that can be exported, in the order asked for; message bytes. */
        envelopes: z.array(z.object({ envelopeId: EnvelopeId, sizeBytes: z.number().int() })),
        /** Received and not opened yet: exporting states their opening. */
        unopened: z.number().int(),
        /** Erased by the operator and not kept here. */
        gone: z.number().int(),
      }),
    ),
    /** A PDF of this many bytes is about to come under the token that is answered. */
    expectPdf: method(
      z.object({ sizeBytes: z.number().int().positive().max(1_073_741_824) }),
      z.object({ pdfId: z.uuid(), token: z.string().max(128) }),
    ),
    /**
     * Writes one envelope into the granted folder, whole or not at all: one file for one form, a folder for more. Nothing
     * is overwritten. With `pdf` among the forms, `pdfId` is what `expectPdf` answered.
     */
    exportEnvelope: method(
      z.object({
        envelopeId: EnvelopeId,
        grantId: FileGrantId,
        forms: z.array(ExportForm).min(1).max(3),
        pdfId: z.uuid().nullable(),
      }),
      z.object({ files: z.number().int(), sizeBytes: z.number().int() }),
    ),
    /** Stops the envelope that is being written: `exportEnvelope` answers `app.cancelled` and leaves nothing of it. */
    cancelExport: method(z.object({}), z.object({})),

    overview: method(z.object({}), KeptOverview),
    setRule: method(z.object({ rule: KeepingRule }), KeptOverview),
    /** Keeps these here, fetching what is missing. Answers how many are kept now. */
    keep: method(z.object({ envelopeIds }), z.object({ kept: z.number().int() })),
    /**
     * Keeps these no longer. Those that the operator has erased are lost, so they are removed only with `evenLost`;
     * without it they stay, and are counted in `lost`.
     */
    release: method(
      z.object({ envelopeIds, evenLost: z.boolean() }),
      z.object({ released: z.number().int(), lost: z.number().int() }),
    ),
    /** Writes an encrypted copy of the archive to the granted destination, without those that are damaged here. */
    backUp: method(
      z.object({ grantId: FileGrantId }),
      z.object({ envelopes: z.number().int(), damaged: z.number().int(), sizeBytes: z.number().int() }),
    ),
    /**
     * Takes in a copy that was made here or elsewhere. `archive.code-needed` when neither this workstation's key nor the
     * card opens it: then the recovery code of the workstation that made it does.
     */
    restore: method(
      z.object({ grantId: FileGrantId, code: z.string().max(80).nullable() }),
      z.object({ restored: z.number().int(), alreadyHere: z.number().int() }),
    ),
  },
  events: {
    /** What the archive holds changed. */
    changed: z.object({}),
    /** Bytes of the envelope that is being written, or of the copy of the archive. */
    progress: z.object({ doneBytes: z.number().int(), totalBytes: z.number().int() }),
  },
});
