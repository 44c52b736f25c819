/** The journal: drafts, outbox, openings to state, settings. Its commits survive a power cut; it is never dropped. */
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { JournalStore, OutboxEntry, PendingOpening } from '../../core/journal-store.ts';
import type { StoredDraft } from '../../core/stored-draft.ts';
import type { Sql } from '../encrypted-database.ts';
import { prepareDraftSharing } from './draft-sharing.ts';
import { prepareDrafts } from './drafts.ts';
import { prepareHandlingActs } from './handling-acts.ts';
import { prepareItemChanges } from './item-changes.ts';
import { prepareOutbox } from './outbox.ts';

/** What the operator has under its id is another workstation's, which must not be told to be taken back. */
function isOthers({ commitAttempted, error }: OutboxEntry): boolean {
  return !commitAttempted && (error?.code === 'draft.left-elsewhere' || error?.code === 'envelope.conflict');
}

/** The store over an open journal.db. */
export function createJournalStore(database: Sql): JournalStore {
  const drafts = prepareDrafts(database);
  const { store: sharing, marks } = prepareDraftSharing(database, drafts);
  const outbox = prepareOutbox(database);
  const itemChanges = prepareItemChanges(database);
  const openings = database.prepare<[], { envelope_id: string; sha256: string; opened_at: number; offline: number }>(
    'SELECT envelope_id, sha256, opened_at, offline FROM openings ORDER BY opened_at',
  );
  const addOpening = database.prepare(
    'INSERT OR IGNORE INTO openings (envelope_id, sha256, opened_at, offline) VALUES (?, ?, ?, ?)',
  );
  const removeOpening = database.prepare('DELETE FROM openings WHERE envelope_id = ?');
  const getSetting = database.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck();
  const setSetting = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)');
  const blobs = database
    .prepare<[], string>(`
      SELECT blob_id FROM draft_attachments UNION SELECT blob_id FROM outbox
      UNION SELECT original ->> 'blobId' FROM draft_attachments WHERE original IS NOT NULL`)
    .pluck();

  const store: JournalStore = {
    sharing,
    ...prepareHandlingActs(database),
    drafts: drafts.list,
    draft: drafts.get,
    beginDraft: database.transaction(({ id, content, savedAt, attachments }) => {
      drafts.put(id, content, savedAt);
      for (const attachment of attachments) drafts.attach(id, attachment);
      marks.edited(id);
    }) as JournalStore['beginDraft'],
    splitDraft: database.transaction((first, rest) => {
      drafts.put(first.id, first.content, first.savedAt);
      marks.edited(first.id);
      for (const { id, content, savedAt, attachments } of rest) {
        drafts.put(id, content, savedAt);
        for (const attachment of attachments) {
          drafts.detach(first.id, attachment.attachmentId);
          drafts.attach(id, attachment);
        }
        marks.edited(id);
      }
    }) as JournalStore['splitDraft'],
    putDraft: database.transaction((id, content, savedAt) => {
      drafts.put(id, content, savedAt);
      marks.edited(id);
    }) as JournalStore['putDraft'],
    deleteDraft: database.transaction((id) => {
      drafts.remove(id);
      marks.removed(id, 'discarded');
      return drafts.detachAll(id);
    }) as JournalStore['deleteDraft'],
    addAttachment: database.transaction((id, attachment) => {
      drafts.attach(id, attachment);
      marks.edited(id);
    }) as JournalStore['addAttachment'],
    changeAttachment: database.transaction((id, attachment) => {
      drafts.change(id, attachment);
      marks.edited(id);
    }) as JournalStore['changeAttachment'],
    removeAttachment: database.transaction((id, attachmentId) => {
      const blobIds = drafts.detach(id, attachmentId);
      if (blobIds) marks.edited(id);
      return blobIds;
    }) as JournalStore['removeAttachment'],

    outbox: outbox.list,
    outboxEntry: outbox.get,
    outboxAttachments: drafts.attachmentsOf,
    queue: database.transaction((entry) => {
      outbox.insert(entry);
      drafts.remove(entry.id);
      marks.removed(entry.id, 'left');
    }) as JournalStore['queue'],
    updateEntry: outbox.update,
    finishEntry: database.transaction((id) => {
      outbox.remove(id);
      return drafts.detachAll(id);
    }) as JournalStore['finishEntry'],
    unqueue: database.transaction(
      (ids: Parameters<JournalStore['unqueue']>[0], draft: Omit<StoredDraft, 'attachments'>) => {
        drafts.put(draft.id, draft.content, draft.savedAt);
        marks.edited(draft.id);
        return ids.flatMap((id) => {
          const entry = outbox.get(id);
          if (!entry) return [];
          for (const attachment of drafts.attachmentsOf(id)) {
            drafts.detach(id, attachment.attachmentId);
            drafts.attach(draft.id, attachment);
          }
          outbox.remove(id);
          if (!isOthers(entry)) outbox.addCancelled(id);
          return [entry.blobId];
        });
      },
    ) as JournalStore['unqueue'],
    cancelledUploads: outbox.cancelled,
    forgetCancelledUpload: outbox.removeCancelled,

    addOpening: ({ envelopeId, sha256, openedAt, offline }: PendingOpening) => {
      addOpening.run(envelopeId, sha256, openedAt, Number(offline));
    },
    openings: () =>
      openings.all().map((row) => ({
        envelopeId: row.envelope_id as EnvelopeId,
        sha256: row.sha256,
        openedAt: row.opened_at,
        offline: row.offline === 1,
      })),
    removeOpening: (id) => {
      removeOpening.run(id);
    },
    itemChanges: itemChanges.list,
    putItemChanges: itemChanges.put,
    removeItemChanges: itemChanges.remove,
    setting: (name) => getSetting.get(name) ?? null,
    setSetting: (name, value) => {
      setSetting.run(name, value);
    },
    blobIds: () => blobs.all(),
  };
  return store;
}
