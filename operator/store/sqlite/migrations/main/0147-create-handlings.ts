import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 147,
  name: 'create-handlings',
  sql: `
    -- Who handles an envelope among those who hold a mailbox, and their notes: for each envelope and mailbox the steps and
    -- the notes in order. step is the place among the steps alone, null for notes: who may not read notes is told no other.
    -- latest is 1 for the last step of each. words of notes are encrypted under the content's key.
    CREATE TABLE handling_entries (
      mailbox_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      number INTEGER NOT NULL,
      step INTEGER,
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      by_id TEXT,
      by_name TEXT,
      whom_id TEXT,
      whom_name TEXT,
      at TEXT NOT NULL,
      latest INTEGER NOT NULL,
      removed_at TEXT,
      removed_by_id TEXT,
      removed_by_name TEXT,
      position INTEGER NOT NULL,
      words BLOB,
      PRIMARY KEY (mailbox_id, envelope_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX handling_entries_position ON handling_entries (mailbox_id, position);
    CREATE UNIQUE INDEX handling_entries_id ON handling_entries (mailbox_id, envelope_id, id);
    -- What somebody handles now: looked through each minute.
    CREATE INDEX handling_entries_held ON handling_entries (whom_id, mailbox_id, kind)
      WHERE latest = 1 AND kind IN ('taken', 'assigned');
    CREATE TABLE handling_counts (
      mailbox_id TEXT PRIMARY KEY,
      position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
