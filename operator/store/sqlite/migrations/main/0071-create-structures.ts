import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 71,
  name: 'create-structures',
  sql: `
    CREATE TABLE structures (
      id TEXT PRIMARY KEY,
      finess TEXT UNIQUE,
      name TEXT NOT NULL,
      department TEXT NOT NULL,
      region TEXT,
      added_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE members (
      place INTEGER PRIMARY KEY,
      structure_id TEXT NOT NULL REFERENCES structures (id),
      address TEXT NOT NULL,
      rpps TEXT,
      person TEXT NOT NULL,
      added_at TEXT NOT NULL,
      account_id TEXT,
      joined_at TEXT,
      -- The directory is another file: what it has not been told of yet has a revision above this one.
      revision INTEGER NOT NULL,
      published INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX members_once ON members (structure_id, address);
    CREATE INDEX members_address ON members (address);
    CREATE INDEX members_rpps ON members (rpps) WHERE rpps IS NOT NULL;
    CREATE INDEX members_unpublished ON members (place) WHERE revision > published;
  `,
};
