import { foldSolid } from '../../../../../contract/model/directory.ts';
import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 60,
  name: 'create-console',
  sql: `
    ALTER TABLE accounts ADD COLUMN department TEXT;
    ALTER TABLE accounts ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE accounts ADD COLUMN family TEXT NOT NULL DEFAULT '';
    ALTER TABLE accounts ADD COLUMN given TEXT NOT NULL DEFAULT '';
    UPDATE accounts SET department =
      (SELECT nullif(profile ->> '$.department', '') FROM applications WHERE account_id = accounts.id);
    CREATE INDEX accounts_family ON accounts (family, given, id);
    CREATE INDEX accounts_given ON accounts (given, family, id);
    CREATE INDEX accounts_rpps ON accounts (card ->> '$.rpps');
    CREATE INDEX applications_rpps ON applications (profile ->> '$.rpps');
    CREATE INDEX applications_adeli ON applications (profile ->> '$.adeli');

    -- What administrators did. Names are kept as they were: who did something is told after that person has left.
    CREATE TABLE acts (
      seq INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      kind TEXT NOT NULL,
      -- Null: the operator's command line.
      actor_id TEXT,
      actor TEXT NOT NULL,
      account_id TEXT,
      -- Address and name of whom it concerns.
      subject TEXT NOT NULL,
      subject_name TEXT NOT NULL,
      department TEXT,
      reason TEXT,
      -- Folded, to be found by.
      words TEXT NOT NULL
    ) STRICT;
    CREATE INDEX acts_account ON acts (account_id, seq) WHERE account_id IS NOT NULL;
    CREATE TRIGGER acts_are_final BEFORE UPDATE ON acts BEGIN SELECT RAISE(ABORT, 'acts are final'); END;
    CREATE TRIGGER acts_stay BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'acts stay'); END;

    CREATE TABLE administrators (
      id TEXT PRIMARY KEY,
      address TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('operator', 'agency')),
      region TEXT CHECK ((role = 'agency') = (region IS NOT NULL)),
      created_at TEXT NOT NULL,
      -- Both null until the administrator has enrolled.
      password_hash TEXT,
      totp_secret BLOB,
      -- The last time step that a code was taken for; none before it or at it is taken again.
      totp_step INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE enrolments (
      token_hash TEXT PRIMARY KEY,
      administrator_id TEXT NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
      expires_at TEXT NOT NULL,
      -- Chosen in the first step, in force after the second.
      password_hash TEXT,
      totp_secret BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE recovery_codes (
      administrator_id TEXT NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
      code_hash TEXT NOT NULL,
      PRIMARY KEY (administrator_id, code_hash)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE console_sessions (
      token_hash TEXT PRIMARY KEY,
      administrator_id TEXT NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
      created_at TEXT NOT NULL,
      seen_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX console_sessions_seen ON console_sessions (seen_at);
  `,
  fill(database) {
    const names = database.prepare(
      "SELECT id, card ->> '$.familyName' AS family, card ->> '$.givenName' AS given FROM accounts",
    );
    const fold = database.prepare('UPDATE accounts SET family = ?, given = ? WHERE id = ?');
    for (const { id, family, given } of names.all() as { id: string; family: string; given: string }[]) {
      fold.run(foldSolid(family), foldSolid(given), id);
    }
  },
};
