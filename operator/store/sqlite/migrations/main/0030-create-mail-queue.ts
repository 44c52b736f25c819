import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 30,
  name: 'create-mail-queue',
  sql: `
    CREATE TABLE mails (
      place INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      account_id TEXT,
      recipient TEXT,
      state TEXT NOT NULL,
      tries INTEGER NOT NULL,
      queued_at TEXT NOT NULL,
      next_try_at TEXT NOT NULL
    ) STRICT;
    -- Nobody is told of the same thing twice.
    CREATE UNIQUE INDEX mails_once ON mails (envelope_id, kind, coalesce(account_id, ''), coalesce(recipient, ''));
    CREATE INDEX mails_due ON mails (next_try_at, place) WHERE state = 'waiting';
    CREATE INDEX mails_settled ON mails (queued_at) WHERE state <> 'waiting';
    INSERT INTO mails (id, kind, envelope_id, account_id, recipient, state, tries, queued_at, next_try_at)
      SELECT lower(hex(randomblob(16))), 'reception', n.envelope_id, r.account_id, n.address, 'waiting', 0,
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      FROM notifications n JOIN recipients r ON r.envelope_id = n.envelope_id AND r.address = n.address;
    DROP TABLE notifications;

    CREATE TABLE notification_preferences (
      account_id TEXT PRIMARY KEY,
      preferences TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
