import type { Migration } from '../../migration.ts';

/**
 * Text inside attachments, for searching and excerpts, and the envelopes whose attachments are still to be read: all that
 * are here already, to begin with. `outcome` is null while a document has been begun and not ended.
 */
export const readAttachments: Migration = {
  version: 80,
  up(database) {
    database.exec(`
      CREATE TABLE attachment_texts (
        envelope_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        outcome TEXT,
        text TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (envelope_id, position)
      );
      CREATE TABLE unread_attachments (envelope_id TEXT PRIMARY KEY, sealed_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX unread_attachments_by_time ON unread_attachments (sealed_at DESC);
      INSERT INTO unread_attachments
        SELECT envelope_id, max(sealed_at) FROM list_rows WHERE attachments > 0 AND offline = 1 GROUP BY envelope_id;
    `);
  },
};
