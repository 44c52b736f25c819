import type { Migration } from '../../migration.ts';

/** What was done here about who handles what, and notes, until the operator has answered. */
export const handleTogether: Migration = {
  version: 60,
  up(database) {
    database.exec(`
      CREATE TABLE handling_acts (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        body TEXT NOT NULL,
        refused TEXT
      ) STRICT;
    `);
  },
};
