import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 50,
  name: 'create-credentials',
  sql: `
    CREATE TABLE passwords (
      account_id TEXT PRIMARY KEY,
      hash TEXT NOT NULL,
      language TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE code_challenges (
      id TEXT PRIMARY KEY,
      account_id TEXT,
      address_hash TEXT NOT NULL,
      jkt TEXT NOT NULL,
      code_hash TEXT NOT NULL,
      tries_left INTEGER NOT NULL,
      used INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      expires_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX code_challenges_asked ON code_challenges (address_hash, jkt, created_at);
    CREATE INDEX code_challenges_account ON code_challenges (account_id, created_at) WHERE account_id IS NOT NULL;
    CREATE INDEX code_challenges_age ON code_challenges (created_at);
    CREATE TABLE devices (
      account_id TEXT NOT NULL,
      jkt TEXT NOT NULL,
      last_seen_at TEXT NOT NULL,
      PRIMARY KEY (account_id, jkt)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE links (
      token_hash TEXT PRIMARY KEY,
      purpose TEXT NOT NULL,
      address TEXT NOT NULL,
      given_name TEXT NOT NULL,
      family_name TEXT NOT NULL,
      language TEXT NOT NULL,
      created_at TEXT NOT NULL,
      expires_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX links_address ON links (address, created_at);
    CREATE INDEX links_expiry ON links (expires_at);
    CREATE TABLE applications (
      account_id TEXT PRIMARY KEY,
      profile TEXT NOT NULL,
      state TEXT NOT NULL,
      submitted_at TEXT NOT NULL,
      decided_at TEXT,
      reason TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX applications_pending ON applications (submitted_at) WHERE state = 'pending';
    CREATE INDEX sessions_account ON sessions (account_id, created_at);
  `,
};
