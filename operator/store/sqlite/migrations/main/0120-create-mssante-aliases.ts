import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 120,
  name: 'create-mssante-aliases',
  sql: `
    -- Addresses in the trust space. One that was given is reserved for ever: never another person's, whatever becomes of
    -- the account.
    CREATE TABLE mssante_aliases (
      address TEXT PRIMARY KEY,
      account_id TEXT NOT NULL UNIQUE,
      reserved_at TEXT NOT NULL,
      -- Null while it is not in use.
      activated_at TEXT,
      red_list INTEGER NOT NULL CHECK (red_list IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER mssante_aliases_stay BEFORE DELETE ON mssante_aliases
      BEGIN SELECT RAISE(ABORT, 'aliases stay reserved'); END;
    CREATE TRIGGER mssante_aliases_keep_their_owner BEFORE UPDATE OF address, account_id ON mssante_aliases
      BEGIN SELECT RAISE(ABORT, 'aliases keep their owner'); END;

    -- What the national directory was told last, for the next export to tell changes alone.
    CREATE TABLE mssante_told (
      address TEXT PRIMARY KEY,
      digest TEXT NOT NULL,
      told_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
