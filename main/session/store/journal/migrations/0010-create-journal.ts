import type { Migration } from '../../migration.ts';

/** Everything that exists on this workstation alone. */
export const createJournal: Migration = {
  version: 10,
  up(database) {
    database.exec(`
      CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

      CREATE TABLE drafts (
        id TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        saved_at INTEGER NOT NULL
      );
      CREATE TABLE draft_attachments (
        id TEXT PRIMARY KEY,
        draft_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        blob_id TEXT NOT NULL
      );
      CREATE INDEX draft_attachments_by_draft ON draft_attachments (draft_id, position);

      CREATE TABLE outbox (
        id TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        manifest TEXT NOT NULL,
        blob_id TEXT NOT NULL,
        state TEXT NOT NULL,
        signed_at INTEGER,
        queued_at INTEGER NOT NULL,
        undo_until INTEGER NOT NULL,
        next_try_at INTEGER,
        tries INTEGER NOT NULL,
        commit_attempted INTEGER NOT NULL,
        error TEXT
      );
      CREATE TABLE cancelled_uploads (envelope_id TEXT PRIMARY KEY);

      CREATE TABLE openings (
        envelope_id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        opened_at INTEGER NOT NULL,
        offline INTEGER NOT NULL
      );
      CREATE TABLE trust_decisions (
        subject TEXT PRIMARY KEY,
        decision TEXT NOT NULL,
        decided_at INTEGER NOT NULL
      );
    `);
  },
};
