import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 80,
  name: 'make-editions',
  sql: `
    -- Grows with each change of an account's or a pre-registration's entry: tells that an edition is out of date.
    CREATE TABLE own_changes (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      number INTEGER NOT NULL
    ) STRICT;
    INSERT INTO own_changes (id, number) VALUES (1, 0);
    -- The edition that workstations fetch, and the files that it is kept in.
    CREATE TABLE editions (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      number INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT;
  `,
};
