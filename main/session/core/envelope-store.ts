/** What the rules ask of the cache: envelopes, their lists, events and messages. Disposable; rebuilt by sync. */
import type { SyncChange } from '../../../contract/api/routes.ts';
import type { Box, EnvelopeRow, ListName, RowFilter, RowOrder } from '../../../contract/ipc/mailbox.contract.ts';
import type { AbsenceAnswer } from '../../../contract/model/absence.ts';
import type { AccountItem, ItemKind, ItemOf } from '../../../contract/model/account-item.ts';
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../contract/model/event.ts';
import type { AccountId, EnvelopeId } from '../../../contract/model/ids.ts';
import type { Seal } from '../../../contract/model/seal.ts';
import type { ActivityStore } from './activity/activity-store.ts';
import type { HandlingCache } from './handling/handling-store.ts';
import type { MessageBytes, MessageIndex } from './message-port.ts';
import type { AttachmentOutcome } from './search/attachment-outcome.ts';
import type { SearchParts } from './search/search-parts.ts';
import type { LimitedQuery } from './search/search-query.ts';
import type { KeptStore } from './storage/kept-store.ts';

export interface StoredEnvelope {
  readonly record: EnvelopeRecord;
  readonly seal: Seal;
  readonly box: Box;
}

/** A message whose bytes are not here. */
export interface MissingMessage {
  readonly envelopeId: EnvelopeId;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** File into which an earlier attempt began to write; null when there was none. */
  readonly blobId: string | null;
  /** What is to be had of it: all, or no more than its text. */
  readonly wants: 'bytes' | 'text';
}

/** What a page of the feed changed, for events to the screens. */
export interface PageEffect {
  readonly changed: readonly EnvelopeId[];
  /** Received envelopes that were not known. */
  readonly arrived: readonly EnvelopeId[];
  /** Files that nothing names any more. */
  readonly freedBlobs: readonly string[];
  /** Kinds of which an item changed. */
  readonly itemKinds: readonly ItemKind[];
}

export interface PageContext {
  /** Account that is signed in: decides which recipient's state is one's own. */
  readonly accountId: string;
  /** Openings stated on this workstation and perhaps not yet known by the operator. */
  readonly openedHere: ReadonlySet<string>;
  /** Items changed on this workstation that the operator does not know yet, by `itemKey`: they stand against what it tells. */
  readonly pendingItems: ReadonlyMap<string, AccountItem>;
}

/** A list and how it is shown. */
export interface ListQuery {
  readonly box: ListName;
  readonly filter: RowFilter;
  readonly order?: RowOrder | undefined;
  readonly now: number;
  /** Whose `mine` are. */
  readonly reader?: AccountId | undefined;
}

/** An envelope that answered a search. */
export interface SearchedEnvelope {
  readonly row: EnvelopeRow;
  readonly box: Box;
  readonly parts: SearchParts;
}

/** How far indexing has come of what was here before there was an index, in rows of the lists. */
export interface IndexingProgress {
  readonly done: number;
  readonly total: number;
}

export interface EnvelopeStore extends ActivityStore, HandlingCache, KeptStore {
  cursor(): string | null;
  /**
   * Writes changes and cursor in one transaction; `complete` ends a rebuild by dropping what was not sent again. Nothing is
   * written where the cursor is not the one that the page was asked from: the cache was made anew meanwhile.
   */
  applyPage(
    page: {
      readonly changes: readonly SyncChange[];
      readonly from?: string | null;
      readonly cursor: string;
      readonly complete: boolean;
    },
    context: PageContext,
  ): PageEffect;
  /** The cursor is lost: everything will be sent again. Lists and bytes stay until then. */
  startRebuild(): void;
  upToDateAt(): number | null;
  setUpToDateAt(at: number): void;

  rows(query: ListQuery & { readonly offset: number; readonly limit: number }): {
    readonly rows: readonly EnvelopeRow[];
    readonly total: number;
  };
  /** What the first rows of a list are. */
  ids(query: ListQuery, limit: number): { readonly ids: readonly EnvelopeId[]; readonly total: number };
  /** Rows from one to another, both included; at most `limit`, nearest to `from`. `total` is how many there are. */
  idsBetween(
    query: ListQuery,
    ends: { readonly from: EnvelopeId; readonly to: EnvelopeId },
    limit: number,
  ): { readonly ids: readonly EnvelopeId[]; readonly total: number };
  /** When the next reminder comes that has not, epoch ms; null for none. */
  nextReminder(): number | null;
  /** Notes which reminders are due by now: `changed` in either direction, `came` those that are from now on. */
  judgeReminders(now: number): { readonly came: readonly EnvelopeId[]; readonly changed: readonly EnvelopeId[] };
  /** Envelopes that answer one another, oldest first. */
  conversation(id: EnvelopeId): readonly EnvelopeRow[];
  /** `unopened` counts the received box alone, without what was filed from it. */
  counts(): {
    readonly unopened: number;
    readonly flagged: number;
    /** Reminders that are due. */
    readonly followed: number;
    readonly offline: number;
    readonly envelopes: number;
  };
  /** By place, folder or archive: envelopes in it, and those received and not yet opened. */
  filed(): ReadonlyMap<string, { readonly total: number; readonly unopened: number }>;

  item<K extends ItemKind>(kind: K, id: string): ItemOf<K> | null;
  items<K extends ItemKind>(kind: K): readonly ItemOf<K>[];
  countItems(): number;
  /** Writes items as they are now; answers the envelopes that this moves or flags. */
  putItems(items: readonly AccountItem[]): readonly EnvelopeId[];

  isKnown(id: EnvelopeId): boolean;
  envelope(id: EnvelopeId): StoredEnvelope | null;
  events(id: EnvelopeId): readonly EnvelopeEvent[];
  /** What the sender was told in the name of absent recipients. */
  absences(id: EnvelopeId): readonly AbsenceAnswer[];
  putEvents(events: readonly EnvelopeEvent[]): void;
  markOpened(id: EnvelopeId): boolean;

  /** What a message says; its bytes may not be here, or not any more. */
  message(id: EnvelopeId): MessageIndex | null;
  messageBytes(id: EnvelopeId): MessageBytes | null;
  /**
   * Keeps a verified message, its text alone where `bytes` is null; false when it is here already, or its envelope is not
   * known any more.
   */
  putMessage(id: EnvelopeId, index: MessageIndex, bytes: MessageBytes | null): boolean;
  /** Text of a message that was only begun, and verified by nobody: it is searched and never shown as a letter. */
  putAheadText(id: EnvelopeId, text: string): void;
  /** Forgets the bytes; answers the file to remove. */
  dropMessage(id: EnvelopeId): string | null;
  /** What is to be fetched, newest first, and due: messages sealed at or after `keptFrom`, and texts of those before. */
  missing(now: number, limit: number, keptFrom: number): readonly MissingMessage[];
  missingBytes(keptFrom: number): number;
  /** File into which an earlier attempt began to write; null when there is none. */
  partialBlob(id: EnvelopeId): string | null;
  beginDownload(id: EnvelopeId, blobId: string): void;
  /** Notes that fetching failed, and when to try again. */
  failDownload(id: EnvelopeId, tries: number, nextTryAt: number): void;
  downloadTries(id: EnvelopeId): number;
  /**
   * An envelope just sealed from here. What the feed already told of it stays, being newer; false when its message is
   * here already, and `bytes` are not needed.
   */
  putSealed(envelope: StoredEnvelope, index: MessageIndex, bytes: MessageBytes, context: PageContext): boolean;
  /** Envelopes of these boxes whose content ends before `until` and whose bytes are here, but those to be passed over. */
  expiringWithBytes(
    until: number,
    boxes: readonly Box[],
    isPassedOver: (id: EnvelopeId) => boolean,
    limit: number,
  ): readonly EnvelopeId[];
  /** Those of these boxes whose content ends before `until`, that the operator still gives, and whose bytes are not here. */
  expiringWithoutBytes(until: number, boxes: readonly Box[], now: number): readonly EnvelopeId[];
  /** The archive holds the bytes from now on: they are neither kept nor to be fetched here. Answers the file that this store named. */
  moveOut(id: EnvelopeId): string | null;
  /** What the archive holds of these is another now: rows, index and what is to be fetched follow; unknown ones stay so. */
  redraw(ids: readonly EnvelopeId[], context: PageContext): void;

  /** People met in envelopes or in the directory, for suggestions; those met last in an envelope come first. */
  rememberPeople(people: readonly KnownPerson[]): void;
  findPeople(foldedWords: readonly string[], limit: number): readonly MetPerson[];
  personAt(address: string): KnownPerson | null;
  /** Everybody who is known here, one after the other: read while nothing is written. */
  everybody(): Iterable<KnownPerson>;

  /** Numbers by which `searched` knows the envelopes that answer, newest first, at most `limit`. */
  search(query: LimitedQuery, limit: number): readonly number[];
  searched(found: number): SearchedEnvelope | null;
  /** Null when everything that is here is indexed. */
  indexing(): IndexingProgress | null;
  /** Indexes at most `limit` rows more; false when none is left. */
  indexMore(limit: number): boolean;
  /** Messages whose text is not here yet, and cannot be searched. */
  missingCount(): number;

  /** The newest envelope here whose attachments are still to be read for searching. */
  nextUnread(): EnvelopeId | null;
  /** How many there are. */
  unreadCount(): number;
  /** How reading ended, by the attachment's index; those still to be read are not told. */
  readOutcomes(id: EnvelopeId): ReadonlyMap<number, AttachmentOutcome>;
  /** Notes that reading begins; answers how many times it has. */
  beginAttachment(id: EnvelopeId, index: number): number;
  /** What was read could not be noted: that time does not count. */
  spareAttachment(id: EnvelopeId, index: number): void;
  putAttachmentText(id: EnvelopeId, index: number, outcome: AttachmentOutcome, text: string): void;
  /** All were read: what they say is found from now on. */
  endUnread(id: EnvelopeId): void;
}

/** A correspondent, as the directory would show them; `entry` is the JSON of a `DirectoryEntry`. */
export interface KnownPerson {
  readonly address: string;
  /** Name, organisation, town and profession, folded, space separated. */
  readonly folded: string;
  readonly entry: string;
}

/** A known person with when an envelope last passed between them and this account, epoch ms; 0 for never. */
export interface MetPerson extends KnownPerson {
  readonly metAt: number;
}
