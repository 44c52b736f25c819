/** Writing: drafts, their attachments, and sending through the outbox. */
import { z } from 'zod';
import { WireError } from '../errors.ts';
import { LetterTemplate } from '../model/account-item.ts';
import { DraftContent } from '../model/draft-content.ts';
import { DraftId, EnvelopeId, FileGrantId, Instant, Sha256Hex } from '../model/ids.ts';
import { Language } from '../model/language.ts';
import { MAX_NUMBERED_ENVELOPES } from '../model/limits.ts';
import { EmailAddress } from '../model/person.ts';
import { CopyOrigin } from '../model/shared-draft.ts';
import { PinInput } from './card.contract.ts';
import { defineContract, method } from './define.ts';

export const DraftAttachment = z.object({
  attachmentId: z.uuid(),
  name: z.string().max(255),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  /** Of the file that it was made smaller from, which is kept until the letter leaves. */
  originalBytes: z.number().int().optional(),
});
export type DraftAttachment = z.infer<typeof DraftAttachment>;

/** A file of a draft whose bytes are on another workstation of the account. */
export const AttachmentElsewhere = DraftAttachment.pick({ attachmentId: true, name: true, sizeBytes: true }).extend({
  workstation: z.string(),
});
export type AttachmentElsewhere = z.infer<typeof AttachmentElsewhere>;

/** How a draft stands with the other workstations of the account. */
export const DraftSharing = z.object({
  /** Where and when what is shown was written, if not here. */
  writtenBy: z.object({ workstation: z.string(), at: Instant }).nullable(),
  copyOf: CopyOrigin.nullable(),
  /** Why the others do not have it as it is here. */
  onlyHere: z.enum(['too-large', 'too-many', 'refused', 'untouched']).nullable(),
});
export type DraftSharing = z.infer<typeof DraftSharing>;

export const Draft = z.object({
  id: DraftId,
  content: DraftContent,
  attachments: z.array(DraftAttachment),
  /** Of those that are here. */
  attachmentsBytes: z.number().int(),
  attachmentsElsewhere: z.array(AttachmentElsewhere),
  savedAt: Instant,
  /** Another one means that another workstation's words took the place of these. */
  edition: z.number().int(),
  sharing: DraftSharing,
});
export type Draft = z.infer<typeof Draft>;

export const DraftRow = z.object({
  id: DraftId,
  to: z.string(),
  subject: z.string(),
  attachments: z.number().int(),
  /** Files among them that are on another workstation, and the name of one that holds some. */
  elsewhere: z.object({ attachments: z.number().int(), workstation: z.string() }).nullable(),
  savedAt: Instant,
  sharing: DraftSharing,
});
export type DraftRow = z.infer<typeof DraftRow>;

/** A recipient as this workstation knows it. */
export const RecipientFact = z.object({
  address: EmailAddress,
  /** An envelope has passed between them and this account. */
  hasMet: z.boolean(),
  /** Never met, but somebody of the same name is a correspondent. */
  namesake: z.object({ name: z.string(), address: EmailAddress }).nullable(),
});
export type RecipientFact = z.infer<typeof RecipientFact>;

/** A model of a letter, as it is listed. */
export const TemplateView = LetterTemplate.extend({ id: z.uuid() });
export type TemplateView = z.infer<typeof TemplateView>;

/** The words of a quoted letter, in the language of the interface; `{date}` and the like stand for what is named. */
export const QuoteWords = z
  .object({
    language: Language,
    /** Before the text that is answered: `{date}`, `{person}`. */
    wrote: z.string().max(200),
    /** Before an envelope that is passed on, and before its subject. */
    forwarded: z.string().max(200),
    prefix: z.string().max(20),
    /** One line of its head: `{field}`, `{value}`. */
    field: z.string().max(40),
    from: z.string().max(40),
    date: z.string().max(40),
    to: z.string().max(40),
    copy: z.string().max(40),
    subject: z.string().max(40),
    /** After a text that was too long to be quoted whole. */
    shortened: z.string().max(200),
  })
  .strict();
export type QuoteWords = z.infer<typeof QuoteWords>;

/** Life of an envelope on its way out. `failed` needs the user; `waiting` leaves by itself. */
export const OutboxState = z.enum(['preparing', 'signing', 'waiting', 'uploading', 'sealing', 'sealed', 'failed']);
export type OutboxState = z.infer<typeof OutboxState>;

export const OutboxRow = z.object({
  id: EnvelopeId,
  subject: z.string(),
  to: z.string(),
  /** Of the message, once it is built: its seal is drawn from it while it leaves. */
  sha256: Sha256Hex.optional(),
  state: OutboxState,
  sizeBytes: z.number().int(),
  sentBytes: z.number().int(),
  /** Estimate while uploading. */
  secondsLeft: z.number().nullable(),
  signedAt: Instant.nullable(),
  /** Leaves without a signature: no card signed it. */
  unsigned: z.boolean(),
  queuedAt: Instant,
  /** Before this instant sending can be undone without trace. */
  undoUntil: Instant.nullable(),
  /** Waits, signed, for this moment that the person chose; null once it has come. */
  leaveAt: Instant.nullable(),
  nextTryAt: Instant.nullable(),
  error: WireError.nullable(),
  /** Name of the attachment that the failure is about, where it is about one. */
  file: z.string().optional(),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

export const draftContract = defineContract('draft', {
  servedBy: 'session',
  methods: {
    /** A new draft; `answerTo` fills recipient, subject and reference, and with `quote` the text answered. */
    create: method(
      z.object({ answerTo: EnvelopeId.nullable(), toAll: z.boolean(), quote: QuoteWords.optional() }),
      Draft,
    ),
    /** A new draft that passes an envelope on, with its text and copies of all its attachments. */
    forward: method(z.object({ envelopeId: EnvelopeId, quote: QuoteWords }), Draft),
    /** A new letter, in answer to an own envelope, to those who have not opened it; `envelope.all-opened` when all have. */
    followUp: method(
      z.object({ envelopeId: EnvelopeId, prefix: z.string().max(20), text: z.string().max(1_000) }),
      Draft,
    ),
    get: method(z.object({ draftId: DraftId }), Draft),
    list: method(z.object({}), z.object({ drafts: z.array(DraftRow) })),
    /**
     * `edition`: the one whose words were changed. Where another workstation's words took their place, or the draft has left
     * or was discarded there, what is saved becomes a draft beside it, which `draftId` of the answer names.
     */
    save: method(
      z.object({ draftId: DraftId, content: DraftContent, edition: z.number().int().optional() }),
      z.object({ savedAt: Instant, draftId: DraftId }),
    ),
    /** The person turns to something else: what waits for the hand to rest is told to the other workstations now. */
    tellNow: method(z.object({}), z.object({})),
    /** `edition`: the one that was read; `draft.changed-elsewhere` when it is not the draft's any more. */
    discard: method(z.object({ draftId: DraftId, edition: z.number().int().optional() }), z.object({})),
    /**
     * Copies the granted file, encrypted, beside the draft, so that it can vanish from its place. `zipped`: what is attached is
     * a zip of it, as alone it is more than one envelope takes.
     */
    attach: method(z.object({ draftId: DraftId, grantId: FileGrantId, zipped: z.boolean().optional() }), Draft),
    /** Gives up the file that is being copied into the draft: `attach` fails by `app.cancelled`. */
    stopAttaching: method(z.object({ draftId: DraftId }), z.object({})),
    /**
     * Expects a file that was dropped or pasted: its bytes are posted to `url` in order, at most `INTAKE_PIECE_BYTES`
     * at once, and encrypted as they come.
     */
    openIntake: method(
      z.object({
        draftId: DraftId,
        name: z.string().min(1).max(255),
        sizeBytes: z.number().int().nonnegative(),
        /** The attachment whose place it takes, as a smaller copy; what that was is kept beside until the letter leaves. */
        replaces: z.uuid().optional(),
        /** As of `attach`. */
        zipped: z.boolean().optional(),
      }),
      z.object({ intakeId: z.uuid(), url: z.string() }),
    ),
    /** All was posted: the file is attached, or this says why it is not. `cancelled` gives up and attaches nothing. */
    closeIntake: method(z.object({ intakeId: z.uuid(), cancelled: z.boolean() }), Draft.nullable()),
    detach: method(z.object({ draftId: DraftId, attachmentId: z.uuid() }), Draft),
    /** Zips each attachment that becomes smaller by it. */
    compressAttachments: method(z.object({ draftId: DraftId }), Draft),
    /** Puts the file back that an attachment was made smaller from. */
    restoreAttachment: method(z.object({ draftId: DraftId, attachmentId: z.uuid() }), Draft),
    /** Address, under the app's own protocol, of an attachment's bytes; dies with the session. */
    attachmentUrl: method(z.object({ draftId: DraftId, attachmentId: z.uuid() }), z.object({ url: z.string() })),
    /** Models of letters, in their order; the same on all workstations of the account. */
    templates: method(z.object({}), z.object({ templates: z.array(TemplateView) })),
    /** `id` null keeps a new one; under the id that it had, a removed one is put back. */
    keepTemplate: method(z.object({ id: z.uuid().nullable(), template: LetterTemplate }), z.object({ id: z.uuid() })),
    removeTemplate: method(z.object({ id: z.uuid() }), z.object({})),
    /** Puts models in this order; those that are not named follow. */
    orderTemplates: method(z.object({ ids: z.array(z.uuid()).max(1_000) }), z.object({})),
    /** What this workstation knows of the recipients, for questions before leaving; asks nobody. */
    recipientFacts: method(z.object({ draftId: DraftId }), z.object({ facts: z.array(RecipientFact) })),
    /**
     * Parts a draft whose attachments do not fit one envelope: numbered drafts with the same recipients, the text in
     * the first, which stays the draft it was; `continued` is the text of the others. Answers them in order, with parts that
     * an earlier sending left behind.
     */
    split: method(
      z.object({ draftId: DraftId, continued: z.string().max(500), edition: z.number().int().optional() }),
      z.object({ draftIds: z.array(DraftId).max(MAX_NUMBERED_ENVELOPES) }),
    ),
    /**
     * Builds, signs and queues the envelope. A key that asks the PIN for each signature answers
     * `card.pin-required` first when `pin` is null and nothing was consumed.
     */
    send: method(
      z.object({
        draftId: DraftId,
        pin: PinInput,
        finalTryConfirmed: z.boolean(),
        /** The one that was read; `draft.changed-elsewhere` when it is not the draft's any more. */
        edition: z.number().int().optional(),
        /** Signed now, leaves then, within `MAX_DEPARTURE_DELAY_DAYS`: when this workstation is open and signed in. */
        leaveAt: Instant.optional(),
      }),
      z.object({ envelopeId: EnvelopeId }),
    ),
  },
  events: {
    /** Another workstation changed or removed these. */
    changed: z.object({ draftIds: z.array(DraftId) }),
    attachProgress: z.object({ draftId: DraftId, doneBytes: z.number().int(), totalBytes: z.number().int() }),
    sendProgress: z.object({
      draftId: DraftId,
      step: z.enum(['building', 'signing', 'queued']),
      doneBytes: z.number().int(),
      totalBytes: z.number().int(),
    }),
  },
});

export const outboxContract = defineContract('outbox', {
  servedBy: 'session',
  methods: {
    list: method(z.object({}), z.object({ entries: z.array(OutboxRow) })),
    /** Takes an unsealed envelope back into the drafts, as one letter with its other parts that have not left. */
    cancel: method(z.object({ envelopeId: EnvelopeId }), z.object({ draftId: DraftId })),
    retryNow: method(z.object({}), z.object({})),
  },
  events: {
    changed: z.object({ entries: z.array(OutboxRow) }),
    sealed: z.object({ envelopeId: EnvelopeId, sealedAt: Instant }),
  },
});
