import type { Migration } from '../../migration.ts';

/** What one was told in the name of absent recipients, and in the list of sent envelopes until when somebody is. */
export const tellAbsences: Migration = {
  version: 100,
  up(database) {
    database.exec(`
      CREATE TABLE absences (
        envelope_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (envelope_id, recipient)
      ) STRICT, WITHOUT ROWID;
      ALTER TABLE list_rows ADD COLUMN away_until INTEGER;
    `);
  },
};
