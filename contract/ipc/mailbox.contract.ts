/** Lists, envelopes, attachments, history and proof of the signed-in account. */
import { z } from 'zod';
import { AbsenceAnswer } from '../model/absence.ts';
import { FilingPlace, FolderId, Reminder, SavedSearch } from '../model/account-item.ts';
import { EnvelopeRecord } from '../model/envelope.ts';
import { EnvelopeEvent } from '../model/event.ts';
import { Holder } from '../model/handling.ts';
import { EnvelopeId, FileGrantId, Instant } from '../model/ids.ts';
import { DocumentReading } from '../model/readable-document.ts';
import { DepositMethod, Seal, SealStatement, SealVerdict } from '../model/seal.ts';
import { SignatureVerdict } from '../model/signature.ts';
import { defineContract, method } from './define.ts';

export const Box = z.enum(['received', 'sent']);
export type Box = z.infer<typeof Box>;

/** A list: a box without what was filed from it, the archive, what is flagged or followed wherever it is, or a folder. */
export const ListName = z.union([z.enum(['received', 'sent', 'archive', 'flagged', 'followed']), FolderId]);
export type ListName = z.infer<typeof ListName>;

/** One row of a list: what is needed to draw it, nothing more. */
export const EnvelopeRow = z.object({
  id: EnvelopeId,
  box: Box,
  /** Where it was filed; null while it is in its box. */
  place: FilingPlace.nullable(),
  flagged: z.boolean(),
  /** When one asked to be reminded of it, and whether that has come; null where nothing is to be followed (any more). */
  reminder: Reminder.extend({ isDue: z.boolean() }).nullable(),
  /** Sender in the received box, first recipient in the sent box. */
  who: z.string(),
  /** Their profession or service. */
  whoDetail: z.string(),
  otherRecipients: z.number().int(),
  subject: z.string(),
  attachments: z.number().int(),
  signed: z.boolean(),
  opened: z.boolean(),
  answered: z.boolean(),
  /** Sent box: how many recipients have opened, of how many. */
  openedBy: z.number().int(),
  recipients: z.number().int(),
  sealedAt: Instant,
  expiresAt: Instant,
  /** Text and attachments are on this workstation. */
  offline: z.boolean(),
  /** Sent box: until when a recipient said to be absent; missing where nobody was. */
  awayUntil: Instant.optional(),
  /** Received box: who handles it among those who hold the mailbox, or dealt with it; missing where nobody does or did. */
  handling: z
    .object({
      standing: z.enum(['held', 'done']),
      whom: Holder,
      /** Who gave it to whoever handles it. */
      handedBy: z.string().nullable(),
    })
    .optional(),
});
export type EnvelopeRow = z.infer<typeof EnvelopeRow>;

/** Filters above the list. */
export const RowFilter = z.enum(['all', 'unopened', 'with-attachments', 'expiring', 'mine', 'nobody', 'done']);
export type RowFilter = z.infer<typeof RowFilter>;

/** By time of sealing, or by the name in the row; absent: newest first. */
export const RowOrder = z.enum(['newest', 'oldest', 'who']);
export type RowOrder = z.infer<typeof RowOrder>;

/** Envelopes that one act may move or flag. */
export const MAX_SELECTION = 5_000;

/** Puts an envelope somewhere; null puts it back into its box. */
export const Filing = z.object({ envelopeId: EnvelopeId, place: FilingPlace.nullable() });
export type Filing = z.infer<typeof Filing>;

export const Flagging = z.object({ envelopeId: EnvelopeId, flagged: z.boolean() });
export type Flagging = z.infer<typeof Flagging>;

/** Asks to be reminded of an envelope; null ends it. */
export const Reminding = z.object({ envelopeId: EnvelopeId, reminder: Reminder.nullable() });
export type Reminding = z.infer<typeof Reminding>;

/** Letters to mark in a text: UTF-16 offsets, `end` excluded, in order and apart from one another. */
export const MarkedText = z.object({
  text: z.string(),
  ranges: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
});
export type MarkedText = z.infer<typeof MarkedText>;

/** Longer texts are no search. */
export const SEARCH_TEXT_LENGTH = 500;
/** A search tells of this many envelopes at most. */
export const SEARCH_RESULTS = 1_000;

/** An envelope that answers a search, and where. Plain text throughout. */
export const SearchResult = z.object({
  row: EnvelopeRow,
  box: Box,
  subject: MarkedText,
  /** The part that shows best why it answers, where subject and name do not; null when there is none. */
  excerpt: MarkedText.extend({
    from: z.enum(['text', 'inside', 'files', 'sender', 'recipients']),
    /** Name of the attachment in which it stands, made harmless; null for any other part. */
    file: z.string().nullable(),
  }).nullable(),
});
export type SearchResult = z.infer<typeof SearchResult>;

/** More saved searches than this help nobody find anything. */
export const MAX_SAVED_SEARCHES = 100;

export const SavedSearchView = SavedSearch.extend({ id: z.uuid() });
export type SavedSearchView = z.infer<typeof SavedSearchView>;

export const SearchAnswer = z.object({
  results: z.array(SearchResult),
  /** Envelopes that answer, up to `SEARCH_RESULTS`; `more` when there are more than are told of. */
  total: z.number().int(),
  more: z.boolean(),
  order: z.enum(['relevance', 'newest']),
  /** Beginnings of words, to be marked in names. */
  names: z.array(z.string()),
  /** What was typed after an operator and is not understood (yet). */
  unread: z.array(z.string()),
  /** While what was here before there was an index is being indexed. */
  indexing: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  /** Envelopes whose text is not on this workstation yet. */
  withoutText: z.number().int(),
  /** Envelopes here whose attachments are not read for searching yet. */
  unreadAttachments: z.number().int(),
  tookMs: z.number(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

export const AttachmentView = z.object({
  index: z.number().int(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  /** The name says one type and the bytes another. */
  typeMismatch: z.boolean(),
  /** Never opened from here; saving asks. */
  executable: z.boolean(),
  /** `document`: as plain parts, by `readAttachment`. */
  preview: z.enum(['pdf', 'image', 'document', 'none']),
  /** How much of what stands inside is searched. */
  searched: z.enum(['whole', 'part', 'waiting', 'nothing']),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const EnvelopeView = z.object({
  record: EnvelopeRecord,
  box: Box,
  /** Null while the bytes are not on this workstation. */
  content: z
    .object({
      text: z.string(),
      textTruncated: z.boolean(),
      /** Sanitized by the reader before display; null when the message has none. */
      html: z.string().nullable(),
      attachments: z.array(AttachmentView),
      /** False where the text alone is on this workstation: whoever opens an attachment has it fetched. */
      attachmentsHere: z.boolean(),
      /** Protected headers that the outer ones contradict. */
      headersDiffer: z.array(z.string()),
    })
    .nullable(),
  signature: SignatureVerdict,
  seal: SealVerdict,
  /** How whoever deposited it was authenticated, as the seal says; null while no seal that holds says it. */
  deposit: DepositMethod.nullable(),
  events: z.array(EnvelopeEvent),
  /** What its sender was told in the name of absent recipients. */
  absences: z.array(AbsenceAnswer),
  /** Since when it is kept on this workstation beyond the operator's retention; null when it is not. */
  keptSince: Instant.nullable(),
});
export type EnvelopeView = z.infer<typeof EnvelopeView>;

export const ProofView = z.object({
  statement: SealStatement,
  seal: Seal,
  sealVerdict: SealVerdict,
  signature: SignatureVerdict,
  events: z.array(EnvelopeEvent),
  record: EnvelopeRecord,
  /** SHA-256 computed again on this workstation over the stored bytes; null when they are not here. */
  recomputedSha256: z.string().nullable(),
  /** Each event's own hash, in the order of `events`. */
  eventHashes: z.array(z.string()),
});
export type ProofView = z.infer<typeof ProofView>;

export const mailboxContract = defineContract('mailbox', {
  servedBy: 'session',
  methods: {
    /** Rows by position: lists are virtual. */
    rows: method(
      z.object({
        box: ListName,
        filter: RowFilter,
        order: RowOrder.optional(),
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(200),
      }),
      z.object({ rows: z.array(EnvelopeRow), total: z.number().int() }),
    ),
    /**
     * What the rows of a list are, to select them; at most `MAX_SELECTION`, in the list's order. `between` asks for those
     * from one envelope to another, whichever comes first, both included: the nearest to `from` when they are too many;
     * `total` is how many they are.
     */
    ids: method(
      z.object({
        box: ListName,
        filter: RowFilter,
        order: RowOrder.optional(),
        between: z.object({ from: EnvelopeId, to: EnvelopeId }).optional(),
      }),
      z.object({ ids: z.array(EnvelopeId), total: z.number().int() }),
    ),
    /** Moves envelopes; answers where they were, which undoes it when it is sent back. */
    file: method(
      z.object({ filings: z.array(Filing).min(1).max(MAX_SELECTION) }),
      z.object({ before: z.array(Filing) }),
    ),
    flag: method(
      z.object({ flaggings: z.array(Flagging).min(1).max(MAX_SELECTION) }),
      z.object({ before: z.array(Flagging) }),
    ),
    /** Asks to be reminded, or ends it; answers how it was, which undoes it when it is sent back. */
    remind: method(
      z.object({ remindings: z.array(Reminding).min(1).max(MAX_SELECTION) }),
      z.object({ before: z.array(Reminding) }),
    ),
    /** The envelopes that answer one another, oldest first; the envelope alone when nothing answers it. */
    conversation: method(z.object({ envelopeId: EnvelopeId }), z.object({ rows: z.array(EnvelopeRow) })),
    counts: method(
      z.object({}),
      z.object({
        unopened: z.number().int(),
        flagged: z.number().int(),
        /** Reminders that are due. */
        followed: z.number().int(),
        drafts: z.number().int(),
        outbox: z.number().int(),
        offline: z.number().int(),
      }),
    ),
    /** Looks through everything that is on this workstation; asks nobody. */
    search: method(
      z.object({
        text: z.string().max(SEARCH_TEXT_LENGTH),
        offset: z.number().int().min(0).max(SEARCH_RESULTS),
        limit: z.number().int().min(1).max(100),
      }),
      SearchAnswer,
    ),
    /** By name. */
    savedSearches: method(z.object({}), z.object({ searches: z.array(SavedSearchView) })),
    /** Keeps a search under a name; another of that name is replaced, and answered. */
    saveSearch: method(SavedSearch, z.object({ saved: SavedSearchView, replaced: SavedSearchView.nullable() })),
    removeSearch: method(z.object({ id: z.uuid() }), z.object({})),
    /** Fetches the bytes when they are missing, verifies them, and does not yet count as opening. */
    open: method(z.object({ envelopeId: EnvelopeId }), EnvelopeView),
    /** Brings the attachments of an envelope whose text alone is here. */
    fetch: method(z.object({ envelopeId: EnvelopeId }), z.object({})),
    /** Nobody waits for it any more; what arrived is kept for the next time. */
    cancelFetch: method(z.object({ envelopeId: EnvelopeId }), z.object({})),
    /** The person saw it: states the opening, now or when the network is back. */
    displayed: method(z.object({ envelopeId: EnvelopeId }), z.object({})),
    proof: method(z.object({ envelopeId: EnvelopeId }), ProofView),
    /** Address, under the app's own protocol, of an attachment's decrypted bytes for a preview; dies with the session. */
    attachmentUrl: method(z.object({ envelopeId: EnvelopeId, index: z.number().int() }), z.object({ url: z.string() })),
    /** What stands in an attachment whose preview is `document`, read by a process that holds no key. */
    readAttachment: method(z.object({ envelopeId: EnvelopeId, index: z.number().int() }), DocumentReading),
    saveAttachment: method(
      z.object({ envelopeId: EnvelopeId, index: z.number().int(), grantId: FileGrantId }),
      z.object({ sizeBytes: z.number().int() }),
    ),
    /** Saves all but what could run into the granted folder; names that exist get a number, nothing is overwritten. */
    saveAllAttachments: method(
      z.object({ envelopeId: EnvelopeId, grantId: FileGrantId }),
      z.object({ files: z.number().int(), sizeBytes: z.number().int() }),
    ),
    /** Saves the operator's evidence zip. */
    exportEvidence: method(
      z.object({ envelopeId: EnvelopeId, grantId: FileGrantId }),
      z.object({ sizeBytes: z.number().int() }),
    ),
  },
  events: {
    /** Something in the lists or in these envelopes changed. */
    changed: z.object({ envelopeIds: z.array(EnvelopeId) }),
    arrived: z.object({ count: z.number().int() }),
    /** Of an envelope that somebody waits for. */
    fetchProgress: z.object({ envelopeId: EnvelopeId, doneBytes: z.number().int(), totalBytes: z.number().int() }),
    searchesChanged: z.object({}),
  },
});
