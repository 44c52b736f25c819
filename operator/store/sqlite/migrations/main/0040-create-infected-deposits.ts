import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 40,
  name: 'create-infected-deposits',
  sql: `
    CREATE TABLE infected_deposits (
      at TEXT NOT NULL,
      account_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      signature TEXT NOT NULL
    ) STRICT;
    CREATE INDEX infected_deposits_account ON infected_deposits (account_id);
    CREATE TRIGGER infected_deposits_are_final BEFORE UPDATE ON infected_deposits
      BEGIN SELECT RAISE(ABORT, 'infected deposits are final'); END;
    CREATE TRIGGER infected_deposits_stay BEFORE DELETE ON infected_deposits
      BEGIN SELECT RAISE(ABORT, 'infected deposits stay'); END;
  `,
};
