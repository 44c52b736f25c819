import { toPerson, wordsOfMember } from '../../../sql/member-rows.ts';
import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 150,
  name: 'administer-structures',
  sql: `
    -- Anew, as there is one more role: what hangs on the rows is laid aside, or it would go with them.
    CREATE TABLE kept_enrolments AS SELECT * FROM enrolments;
    CREATE TABLE kept_recovery_codes AS SELECT * FROM recovery_codes;
    CREATE TABLE kept_console_sessions AS SELECT * FROM console_sessions;
    DROP TABLE enrolments;
    DROP TABLE recovery_codes;
    DROP TABLE console_sessions;
    ALTER TABLE administrators RENAME TO former_administrators;
    CREATE TABLE administrators (
      id TEXT PRIMARY KEY,
      address TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('operator', 'agency', 'structure')),
      region TEXT CHECK ((role = 'agency') = (region IS NOT NULL)),
      created_at TEXT NOT NULL,
      -- Both null until the administrator has enrolled.
      password_hash TEXT,
      totp_secret BLOB,
      -- The last time step that a code was taken for; none before it or at it is taken again.
      totp_step INTEGER NOT NULL,
      structure_id TEXT REFERENCES structures (id) CHECK ((role = 'structure') = (structure_id IS NOT NULL))
    ) STRICT;
    INSERT INTO administrators
      SELECT id, address, name, role, region, created_at, password_hash, totp_secret, totp_step, NULL
      FROM former_administrators;
    DROP TABLE former_administrators;
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
    INSERT INTO enrolments SELECT * FROM kept_enrolments;
    INSERT INTO recovery_codes SELECT * FROM kept_recovery_codes;
    INSERT INTO console_sessions SELECT * FROM kept_console_sessions;
    DROP TABLE kept_enrolments;
    DROP TABLE kept_recovery_codes;
    DROP TABLE kept_console_sessions;
    -- Somebody whom the structure let go: the row stays until the directory knows.
    ALTER TABLE members ADD COLUMN left_at TEXT;
    -- What somebody is found by, folded, each word after a space; names first, by which lists are in order.
    ALTER TABLE members ADD COLUMN words TEXT NOT NULL DEFAULT '';
    CREATE INDEX members_in_order ON members (structure_id, words) WHERE left_at IS NULL;
  `,
  fill(database) {
    const rows = database.prepare('SELECT place, person FROM members');
    const set = database.prepare('UPDATE members SET words = ? WHERE place = ?');
    for (const row of rows.all() as { place: number; person: string }[])
      set.run(wordsOfMember(toPerson(row)), row.place);
  },
};
