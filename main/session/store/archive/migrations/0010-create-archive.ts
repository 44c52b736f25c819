import type { Migration } from '../../migration.ts';

/** Envelopes that the operator has erased or is about to: whole, with their proof. */
export const createArchive: Migration = {
  version: 10,
  up(database) {
    database.exec(`
      CREATE TABLE envelopes (
        id TEXT PRIMARY KEY,
        box TEXT NOT NULL,
        record TEXT NOT NULL,
        seal TEXT NOT NULL,
        events TEXT NOT NULL,
        message_index TEXT NOT NULL,
        cms BLOB,
        entity_digests TEXT,
        raw BLOB,
        blob_id TEXT,
        archived_at INTEGER NOT NULL
      );
    `);
  },
};
