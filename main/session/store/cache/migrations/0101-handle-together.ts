import type { Migration } from '../../migration.ts';

/**
 * Who handles what among those who hold the mailbox, and their notes. What waits to be told the operator has no number yet.
 * In the list: `handled` is 1 where somebody handles an envelope and 2 once it is dealt with, `handled_by` who, `handed_by`
 * who gave it to whoever handles it.
 */
export const handleTogether: Migration = {
  version: 101,
  up(database) {
    database.exec(`
      CREATE TABLE handling_entries (
        envelope_id TEXT NOT NULL,
        id TEXT NOT NULL,
        number INTEGER,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        generation INTEGER NOT NULL,
        PRIMARY KEY (envelope_id, id)
      ) STRICT, WITHOUT ROWID;
      ALTER TABLE list_rows ADD COLUMN handled INTEGER;
      ALTER TABLE list_rows ADD COLUMN handled_by_id TEXT;
      ALTER TABLE list_rows ADD COLUMN handled_by TEXT;
      ALTER TABLE list_rows ADD COLUMN handed_by TEXT;
      CREATE INDEX list_rows_handled ON list_rows (box, handled, handled_by_id, place, sealed_at, envelope_id)
        WHERE handled IS NOT NULL;
    `);
  },
};
