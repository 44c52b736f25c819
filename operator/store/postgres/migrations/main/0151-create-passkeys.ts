import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 151,
  name: 'create-passkeys',
  sql: text(`
    -- Passkeys with which accounts sign in instead of a mailed code.
    CREATE TABLE passkeys (
      id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      -- As the authenticator names it, base64url.
      credential_id TEXT NOT NULL UNIQUE,
      -- SubjectPublicKeyInfo, DER.
      public_key bytea NOT NULL,
      sign_count bigint NOT NULL,
      name TEXT NOT NULL,
      added_at TEXT NOT NULL,
      used_at TEXT
    );
    CREATE INDEX passkeys_account ON passkeys (account_id, added_at);
    -- What a browser was sent to do, and what came of it: one for each sign-in or session that asks.
    CREATE TABLE passkey_ceremonies (
      ticket_hash TEXT PRIMARY KEY,
      purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'enrolment', 'proof')),
      -- The challenge of the sign-in, or the session.
      bound_to TEXT NOT NULL UNIQUE,
      -- Null: it cannot succeed.
      account_id TEXT,
      expires_at TEXT NOT NULL,
      -- Refused in the browser, or given back by the workstation: it serves no more.
      used bigint NOT NULL,
      -- Both null until the browser has answered.
      code_hash TEXT,
      answer TEXT
    );
    CREATE INDEX passkey_ceremonies_code ON passkey_ceremonies (account_id, code_hash);
    CREATE INDEX passkey_ceremonies_age ON passkey_ceremonies (expires_at);
  `),
};
