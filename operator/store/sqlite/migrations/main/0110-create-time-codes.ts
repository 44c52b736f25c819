import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 110,
  name: 'create-time-codes',
  sql: `
    -- Accounts whose sign-in by code takes a code application instead of a mail.
    CREATE TABLE time_codes (
      account_id TEXT PRIMARY KEY,
      secret BLOB NOT NULL,
      step INTEGER NOT NULL,
      enrolled_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Secrets that were shown and are not in force yet: a code must prove that they arrived.
    CREATE TABLE begun_time_codes (
      account_id TEXT PRIMARY KEY,
      secret BLOB NOT NULL,
      expires_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE account_recovery_codes (
      account_id TEXT NOT NULL,
      code_hash TEXT NOT NULL,
      PRIMARY KEY (account_id, code_hash)
    ) STRICT, WITHOUT ROWID;
  `,
};
