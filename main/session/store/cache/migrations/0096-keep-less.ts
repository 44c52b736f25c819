import type { Migration } from '../../migration.ts';

/**
 * Text and bytes of a message may be here apart. `kept_messages` are those whose bytes are here, narrow, so that what
 * they weigh is read quickly. `missing_messages` are all the others; its `state` is 0 where not even the text is here,
 * 1 where it is, 2 where the person freed the bytes by hand. `ahead_texts` are texts of messages that were only begun: for
 * searching, not yet verified.
 */
export const keepLess: Migration = {
  version: 96,
  up(database) {
    database.exec(`
      CREATE TABLE kept_messages (
        envelope_id TEXT PRIMARY KEY,
        sealed_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        attachment_bytes INTEGER NOT NULL,
        blob_id TEXT
      ) WITHOUT ROWID;
      INSERT INTO kept_messages
        SELECT envelope_id,
          coalesce((SELECT max(sealed_at) FROM list_rows WHERE list_rows.envelope_id = messages.envelope_id), 0),
          expires_at, size_bytes,
          coalesce((SELECT sum(body_length) FROM attachments WHERE attachments.envelope_id = messages.envelope_id), 0),
          blob_id
        FROM messages;
      CREATE INDEX kept_by_time ON kept_messages (sealed_at);
      CREATE INDEX kept_attachments_by_time ON kept_messages (sealed_at) WHERE attachment_bytes > 0;
      CREATE INDEX kept_by_expiry ON kept_messages (expires_at);
      DROP INDEX messages_by_expiry;
      UPDATE messages SET blob_id = NULL WHERE blob_id IS NOT NULL;

      ALTER TABLE missing_messages ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
      DROP INDEX missing_by_time;
      CREATE INDEX missing_by_time ON missing_messages (sealed_at DESC, size_bytes) WHERE state < 2;
      CREATE INDEX missing_texts ON missing_messages (sealed_at DESC, size_bytes) WHERE state = 0;

      CREATE TABLE ahead_texts (envelope_id TEXT PRIMARY KEY, text TEXT NOT NULL);
    `);
  },
};
