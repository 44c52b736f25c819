import type { Migration } from '../../migration.ts';

/** How each draft stands with the account's other workstations; those that are here already are to be told. */
export const shareDrafts: Migration = {
  version: 59,
  up(database) {
    database.exec(`
      CREATE TABLE draft_sharing (
        id TEXT PRIMARY KEY,
        seen TEXT,
        sent TEXT NOT NULL DEFAULT '[]',
        edits INTEGER NOT NULL DEFAULT 0,
        told INTEGER NOT NULL DEFAULT 0,
        removal TEXT,
        head TEXT,
        edition INTEGER NOT NULL DEFAULT 0,
        elsewhere TEXT NOT NULL DEFAULT '[]',
        copy_of TEXT,
        only_here TEXT
      ) WITHOUT ROWID;
      INSERT INTO draft_sharing (id, edits) SELECT id, 1 FROM drafts;
    `);
  },
};
