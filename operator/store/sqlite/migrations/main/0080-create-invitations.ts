import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 80,
  name: 'create-invitations',
  sql: `
    -- One link for each recipient without an account; a link that is made again replaces the former.
    CREATE TABLE invitations (
      envelope_id TEXT NOT NULL,
      address TEXT NOT NULL,
      token_hash TEXT NOT NULL UNIQUE,
      PRIMARY KEY (envelope_id, address)
    ) STRICT, WITHOUT ROWID;

    -- Who opened an envelope by such a link and reads it now, in a browser.
    CREATE TABLE readings (
      token_hash TEXT PRIMARY KEY,
      envelope_id TEXT NOT NULL,
      address TEXT NOT NULL,
      used_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX readings_idle ON readings (used_at);

    -- Envelopes that wait for an address to get an account.
    CREATE INDEX recipients_without_account ON recipients (address) WHERE account_id IS NULL;
  `,
};
