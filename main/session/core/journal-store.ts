/** What the rules ask of the journal: everything that exists on this workstation alone. Never dropped. */
import type { Manifest } from '../../../contract/api/routes.ts';
import type { WireError } from '../../../contract/errors.ts';
import type { AccountItemChange } from '../../../contract/model/account-item.ts';
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import type { HandlingJournal } from './handling/handling-store.ts';
import type { DraftSharingStore } from './sharing/draft-sharing-store.ts';
import type { StoredDraft, StoredDraftAttachment } from './stored-draft.ts';

/** A signed envelope on its way out. Transient states (uploading, sealing) live in memory alone. */
export interface OutboxEntry {
  readonly id: EnvelopeId;
  readonly content: DraftContent;
  readonly manifest: Manifest;
  /** Encrypted file that holds the final bytes. */
  readonly blobId: string;
  readonly state: 'waiting' | 'failed';
  readonly signedAt: number | null;
  readonly queuedAt: number;
  readonly undoUntil: number;
  /** Not before this instant, chosen by the person; null leaves as soon as it can. */
  readonly leaveAt: number | null;
  readonly nextTryAt: number | null;
  readonly tries: number;
  /** The operator may have sealed it: sending can only be undone by asking there first. */
  readonly commitAttempted: boolean;
  readonly error: WireError | null;
}

/** An opening to state to the operator. */
export interface PendingOpening {
  readonly envelopeId: EnvelopeId;
  readonly sha256: string;
  readonly openedAt: number;
  readonly offline: boolean;
}

export interface JournalStore extends HandlingJournal {
  /** How drafts stand with the account's other workstations. */
  readonly sharing: DraftSharingStore;
  drafts(): readonly StoredDraft[];
  draft(id: DraftId): StoredDraft | null;
  /** A new draft with what it attaches, in one transaction. */
  beginDraft(draft: StoredDraft): void;
  /** Parts a draft: its attachments go over to new drafts, all in one transaction. */
  splitDraft(first: StoredDraft, rest: readonly StoredDraft[]): void;
  putDraft(id: DraftId, content: DraftContent, savedAt: number): void;
  /** Answers the files of its attachments, to be removed. */
  deleteDraft(id: DraftId): readonly string[];
  addAttachment(id: DraftId, attachment: StoredDraftAttachment): void;
  /** The attachment of the same id becomes this. */
  changeAttachment(id: DraftId, attachment: StoredDraftAttachment): void;
  /** Answers the files to remove; null when there was no such attachment. */
  removeAttachment(id: DraftId, attachmentId: string): readonly string[] | null;

  outbox(): readonly OutboxEntry[];
  outboxEntry(id: EnvelopeId): OutboxEntry | null;
  /** What an entry attaches, in the order of its message. */
  outboxAttachments(id: EnvelopeId): readonly StoredDraftAttachment[];
  /** Queues final bytes and removes the draft, in one transaction. */
  queue(entry: OutboxEntry): void;
  updateEntry(
    id: EnvelopeId,
    change: Partial<Pick<OutboxEntry, 'state' | 'nextTryAt' | 'tries' | 'commitAttempted' | 'error' | 'undoUntil'>>,
  ): void;
  /** Removes a sealed envelope's entry; answers its attachments' files. The message's own file has moved on. */
  finishEntry(id: EnvelopeId): readonly string[];
  /**
   * Turns entries back into one draft with all that they attach, in one transaction, and remembers to tell the operator of
   * those that it may have something of; answers the messages' files.
   */
  unqueue(ids: readonly EnvelopeId[], draft: Omit<StoredDraft, 'attachments'>): readonly string[];
  cancelledUploads(): readonly EnvelopeId[];
  forgetCancelledUpload(id: EnvelopeId): void;

  addOpening(opening: PendingOpening): void;
  openings(): readonly PendingOpening[];
  removeOpening(id: EnvelopeId): void;

  /** Changes of account items that the operator has not answered yet, as they were made; the latest of each item. */
  itemChanges(): readonly AccountItemChange[];
  putItemChanges(changes: readonly AccountItemChange[]): void;
  /** Removes those; a change that was made to the same item since stays. */
  removeItemChanges(changes: readonly AccountItemChange[]): void;

  setting(name: string): string | null;
  setSetting(name: string, value: string): void;
  blobIds(): readonly string[];
}
