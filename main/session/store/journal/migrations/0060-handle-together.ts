import type { Migration } from '../../migration.ts';

/**
 * What was done here about who handles what, and notes, until the operator has answered: `tried` is 1 once it was told. What was
 * not taken, until whoever did it is told.
 */
export const handleTogether: Migration = {
  version: 60,
  up(database) {
    database.exec(`
      CREATE TABLE handling_acts (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        envelope_id TEXT NOT NULL,
        body TEXT NOT NULL,
        tried INTEGER NOT NULL DEFAULT 0,
        refused TEXT
      ) STRICT;
      CREATE INDEX handling_acts_envelope ON handling_acts (envelope_id);
      CREATE TABLE handling_refusals (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        body TEXT NOT NULL
      ) STRICT;
    `);
  },
};
