import type { Migration } from '../../migration.ts';

/** Envelopes, their list rows (narrow, so that a page of the database holds many), events, messages and people. */
export const createCache: Migration = {
  version: 10,
  up(database) {
    database.exec(`
      CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

      CREATE TABLE envelopes (
        id TEXT PRIMARY KEY,
        record TEXT NOT NULL,
        seal TEXT NOT NULL
      ) WITHOUT ROWID;

      CREATE TABLE list_rows (
        row_id INTEGER PRIMARY KEY,
        box INTEGER NOT NULL,
        envelope_id TEXT NOT NULL,
        sealed_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        who TEXT NOT NULL,
        who_detail TEXT NOT NULL,
        other_recipients INTEGER NOT NULL,
        subject TEXT NOT NULL,
        attachments INTEGER NOT NULL,
        signed INTEGER NOT NULL,
        opened INTEGER NOT NULL,
        answered INTEGER NOT NULL,
        opened_by INTEGER NOT NULL,
        recipients INTEGER NOT NULL,
        offline INTEGER NOT NULL,
        in_reply_to TEXT,
        generation INTEGER NOT NULL
      );
      CREATE UNIQUE INDEX list_rows_by_envelope ON list_rows (envelope_id, box);
      CREATE INDEX list_rows_by_time ON list_rows (box, sealed_at DESC, envelope_id DESC);
      CREATE INDEX list_rows_unopened ON list_rows (box, sealed_at DESC, envelope_id DESC) WHERE opened = 0;
      CREATE INDEX list_rows_attached ON list_rows (box, sealed_at DESC, envelope_id DESC) WHERE attachments > 0;
      CREATE INDEX list_rows_by_expiry ON list_rows (box, expires_at);
      CREATE INDEX list_rows_by_answer ON list_rows (in_reply_to) WHERE in_reply_to IS NOT NULL;

      CREATE TABLE counters (
        box INTEGER PRIMARY KEY,
        total INTEGER NOT NULL,
        unopened INTEGER NOT NULL,
        attached INTEGER NOT NULL,
        offline INTEGER NOT NULL
      );
      INSERT INTO counters VALUES (0, 0, 0, 0, 0), (1, 0, 0, 0, 0);
      CREATE TRIGGER list_rows_added AFTER INSERT ON list_rows BEGIN
        UPDATE counters SET total = total + 1, unopened = unopened + (new.opened = 0),
          attached = attached + (new.attachments > 0), offline = offline + new.offline WHERE box = new.box;
      END;
      CREATE TRIGGER list_rows_removed AFTER DELETE ON list_rows BEGIN
        UPDATE counters SET total = total - 1, unopened = unopened - (old.opened = 0),
          attached = attached - (old.attachments > 0), offline = offline - old.offline WHERE box = old.box;
      END;
      CREATE TRIGGER list_rows_changed AFTER UPDATE OF opened, attachments, offline ON list_rows BEGIN
        UPDATE counters SET unopened = unopened + (new.opened = 0) - (old.opened = 0),
          attached = attached + (new.attachments > 0) - (old.attachments > 0),
          offline = offline + new.offline - old.offline WHERE box = new.box;
      END;

      CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        envelope_id TEXT NOT NULL,
        body TEXT NOT NULL
      );
      CREATE INDEX events_by_envelope ON events (envelope_id, seq);

      CREATE TABLE messages (
        envelope_id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        text TEXT NOT NULL,
        text_truncated INTEGER NOT NULL,
        html TEXT,
        headers_differ TEXT NOT NULL,
        cms BLOB,
        entity_digests TEXT,
        blob_id TEXT,
        expires_at INTEGER NOT NULL
      );
      CREATE INDEX messages_by_expiry ON messages (expires_at);
      CREATE TABLE message_bytes (envelope_id TEXT PRIMARY KEY, raw BLOB NOT NULL);
      CREATE TABLE attachments (
        envelope_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        encoding TEXT NOT NULL,
        body_offset INTEGER NOT NULL,
        body_length INTEGER NOT NULL,
        detected_type TEXT,
        PRIMARY KEY (envelope_id, position)
      ) WITHOUT ROWID;

      CREATE TABLE missing_messages (
        envelope_id TEXT PRIMARY KEY,
        sealed_at INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        blob_id TEXT,
        tries INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER
      );
      CREATE INDEX missing_by_time ON missing_messages (sealed_at DESC);

      CREATE TABLE people (address TEXT PRIMARY KEY, folded TEXT NOT NULL, entry TEXT NOT NULL) WITHOUT ROWID;
    `);
  },
};
