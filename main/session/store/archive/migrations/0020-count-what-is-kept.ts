import type { Migration } from '../../migration.ts';

/** Sizes and times beside what is encrypted text, so that telling them reads no letter; and what the person let go. */
export const countWhatIsKept: Migration = {
  version: 20,
  up(database) {
    database.exec(`
      ALTER TABLE envelopes ADD COLUMN size_bytes INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE envelopes ADD COLUMN sealed_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE envelopes ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
      UPDATE envelopes SET
        size_bytes = json_extract(message_index, '$.sizeBytes'),
        sealed_at = CAST(round((julianday(json_extract(record, '$.sealedAt')) - 2440587.5) * 86400000.0) AS INTEGER),
        expires_at = CAST(round((julianday(json_extract(record, '$.expiresAt')) - 2440587.5) * 86400000.0) AS INTEGER);
      CREATE INDEX envelopes_by_size ON envelopes (archived_at, id, sealed_at, expires_at, size_bytes);
      CREATE TABLE released (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    `);
  },
};
