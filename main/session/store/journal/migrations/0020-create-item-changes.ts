import type { Migration } from '../../migration.ts';

/** Changes of account items that the operator does not know yet; the latest of each item alone. */
export const createItemChanges: Migration = {
  version: 20,
  up(database) {
    database.exec(`
      CREATE TABLE item_changes (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        value TEXT,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID;
    `);
  },
};
