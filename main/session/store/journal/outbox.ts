/** Signed envelopes on their way out. */
import type { Manifest } from '../../../../contract/api/routes.ts';
import type { WireError } from '../../../../contract/errors.ts';
import type { DraftContent } from '../../../../contract/model/draft-content.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { JournalStore, OutboxEntry } from '../../core/journal-store.ts';
import type { Sql } from '../encrypted-database.ts';

interface EntryColumns {
  readonly id: string;
  readonly content: string;
  readonly manifest: string;
  readonly blob_id: string;
  readonly state: 'waiting' | 'failed';
  readonly signed_at: number | null;
  readonly queued_at: number;
  readonly undo_until: number;
  readonly next_try_at: number | null;
  readonly tries: number;
  readonly commit_attempted: number;
  readonly error: string | null;
  readonly leave_at: number | null;
}

/** Statements over the outbox of one open journal. */
export function prepareOutbox(database: Sql) {
  const list = database.prepare<[], EntryColumns>('SELECT * FROM outbox ORDER BY queued_at, id');
  const get = database.prepare<[string], EntryColumns>('SELECT * FROM outbox WHERE id = ?');
  const insert = database.prepare(`
    INSERT INTO outbox (id, content, manifest, blob_id, state, signed_at, queued_at, undo_until, next_try_at, tries,
      commit_attempted, error, leave_at)
    VALUES (:id, :content, :manifest, :blobId, :state, :signedAt, :queuedAt, :undoUntil, :nextTryAt, :tries,
      :commitAttempted, :error, :leaveAt)`);
  const update = database.prepare(`
    UPDATE outbox SET state = :state, next_try_at = :nextTryAt, tries = :tries, commit_attempted = :commitAttempted,
      error = :error, undo_until = :undoUntil WHERE id = :id`);
  const remove = database.prepare('DELETE FROM outbox WHERE id = ?');
  const cancelled = database.prepare<[], string>('SELECT envelope_id FROM cancelled_uploads').pluck();
  const addCancelled = database.prepare('INSERT OR IGNORE INTO cancelled_uploads (envelope_id) VALUES (?)');
  const removeCancelled = database.prepare('DELETE FROM cancelled_uploads WHERE envelope_id = ?');

  const find = (id: string): OutboxEntry | null => {
    const row = get.get(id);
    return row ? toEntry(row) : null;
  };
  return {
    list: () => list.all().map(toEntry),
    get: find,
    insert: (entry: OutboxEntry) => {
      insert.run({
        ...entry,
        content: JSON.stringify(entry.content),
        manifest: JSON.stringify(entry.manifest),
        commitAttempted: Number(entry.commitAttempted),
        error: entry.error && JSON.stringify(entry.error),
      });
    },
    update: (id: string, change: Parameters<JournalStore['updateEntry']>[1]) => {
      const entry = find(id);
      if (!entry) return;
      const next = { ...entry, ...change };
      update.run({
        id,
        state: next.state,
        nextTryAt: next.nextTryAt,
        tries: next.tries,
        commitAttempted: Number(next.commitAttempted),
        error: next.error && JSON.stringify(next.error),
        undoUntil: next.undoUntil,
      });
    },
    remove: (id: string) => {
      remove.run(id);
    },
    cancelled: () => cancelled.all() as EnvelopeId[],
    addCancelled: (id: string) => {
      addCancelled.run(id);
    },
    removeCancelled: (id: string) => {
      removeCancelled.run(id);
    },
  };
}

function toEntry(row: EntryColumns): OutboxEntry {
  return {
    id: row.id as EnvelopeId,
    content: JSON.parse(row.content) as DraftContent,
    manifest: JSON.parse(row.manifest) as Manifest,
    blobId: row.blob_id,
    state: row.state,
    signedAt: row.signed_at,
    queuedAt: row.queued_at,
    undoUntil: row.undo_until,
    nextTryAt: row.next_try_at,
    tries: row.tries,
    commitAttempted: row.commit_attempted === 1,
    error: row.error === null ? null : (JSON.parse(row.error) as WireError),
    leaveAt: row.leave_at,
  };
}
