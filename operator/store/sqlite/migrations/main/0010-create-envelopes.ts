import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 10,
  name: 'create-envelopes',
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE accounts (
      id TEXT PRIMARY KEY,
      address TEXT NOT NULL UNIQUE,
      national_id TEXT UNIQUE,
      contact_email TEXT,
      closed INTEGER NOT NULL,
      card TEXT NOT NULL
    ) STRICT;

    CREATE TABLE sessions (
      id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      jkt TEXT NOT NULL,
      public_key TEXT NOT NULL,
      method TEXT NOT NULL,
      evidence_sha256 TEXT,
      refresh_hash TEXT NOT NULL,
      created_at TEXT NOT NULL,
      expires_at TEXT NOT NULL,
      ended_at TEXT
    ) STRICT;
    CREATE TABLE used_nonces (nonce TEXT PRIMARY KEY, expires_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE sign_in_evidence (
      sha256 TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      at TEXT NOT NULL,
      assertion TEXT NOT NULL
    ) STRICT;

    CREATE TABLE uploads (
      account_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      content_id TEXT NOT NULL UNIQUE,
      manifest TEXT NOT NULL,
      offset_bytes INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      touched_at TEXT NOT NULL,
      PRIMARY KEY (account_id, envelope_id)
    ) STRICT;
    CREATE INDEX uploads_touched ON uploads (touched_at);
    CREATE TABLE segments (
      content_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      offset_bytes INTEGER NOT NULL,
      size_bytes INTEGER NOT NULL,
      cipher_bytes INTEGER NOT NULL,
      inline_bytes BLOB,
      blob TEXT,
      PRIMARY KEY (content_id, position)
    ) STRICT;

    CREATE TABLE envelopes (
      id TEXT PRIMARY KEY,
      content_id TEXT NOT NULL UNIQUE,
      sender_account_id TEXT NOT NULL,
      sender TEXT NOT NULL,
      metadata BLOB,
      sha256 TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      signed INTEGER NOT NULL,
      deposited_at TEXT NOT NULL,
      sealed_at TEXT NOT NULL,
      expires_at TEXT NOT NULL,
      seal TEXT NOT NULL
    ) STRICT;
    CREATE INDEX envelopes_expiry ON envelopes (expires_at) WHERE metadata IS NOT NULL;
    CREATE TABLE recipients (
      envelope_id TEXT NOT NULL REFERENCES envelopes (id),
      position INTEGER NOT NULL,
      address TEXT NOT NULL,
      account_id TEXT,
      state TEXT NOT NULL,
      opened_at TEXT,
      facts TEXT NOT NULL,
      PRIMARY KEY (envelope_id, address)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE events (
      seq INTEGER PRIMARY KEY,
      envelope_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      recipient TEXT,
      bytes TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_envelope ON events (envelope_id, seq);
    -- A recipient makes each of these steps once, whatever is sent twice.
    CREATE UNIQUE INDEX events_once ON events (envelope_id, kind, coalesce(recipient, ''))
      WHERE kind IN ('deposited', 'sealed', 'notified', 'delivered', 'opened', 'expired');
    -- The log is append-only, for us too.
    CREATE TRIGGER events_are_final BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are final'); END;
    CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events stay'); END;

    CREATE TABLE feed (
      account_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      box TEXT NOT NULL,
      record_position INTEGER NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (account_id, envelope_id, box)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX feed_position ON feed (account_id, position);
    CREATE INDEX feed_envelope ON feed (envelope_id);

    CREATE TABLE notifications (
      envelope_id TEXT NOT NULL,
      address TEXT NOT NULL,
      PRIMARY KEY (envelope_id, address)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE statements (
      sha256 TEXT PRIMARY KEY,
      envelope_id TEXT NOT NULL,
      recipient TEXT NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE TABLE validation_objects (
      sha256 TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      der BLOB NOT NULL
    ) STRICT;
    CREATE TABLE envelope_validation (
      envelope_id TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES validation_objects (sha256),
      PRIMARY KEY (envelope_id, sha256)
    ) STRICT, WITHOUT ROWID;
  `,
};
