import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 121,
  name: 'create-address-changes',
  sql: `
    CREATE TABLE address_changes (
      id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      old_address TEXT NOT NULL,
      new_address TEXT NOT NULL,
      letter TEXT NOT NULL,
      token_hash TEXT NOT NULL UNIQUE,
      asked_at TEXT NOT NULL,
      link_expires_at TEXT NOT NULL,
      proven_at TEXT,
      state TEXT NOT NULL CHECK (state IN ('asked', 'proven', 'accepted', 'refused', 'replaced')),
      reason TEXT
    ) STRICT, WITHOUT ROWID;
    -- One at a time.
    CREATE UNIQUE INDEX address_changes_open ON address_changes (account_id) WHERE state IN ('asked', 'proven');
    CREATE INDEX address_changes_account ON address_changes (account_id, asked_at);
    CREATE INDEX address_changes_waiting ON address_changes (proven_at) WHERE state = 'proven';

    -- Letters that were sealed name them still: who answers one must reach whoever had the address, and nobody else.
    CREATE TABLE former_addresses (
      address TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      left_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
