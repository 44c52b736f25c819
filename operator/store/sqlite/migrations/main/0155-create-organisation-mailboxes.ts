import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 155,
  name: 'create-organisation-mailboxes',
  sql: `
    -- Mailboxes of structures. Asked for while there is a link; open once that was used, with the account of the same id.
    CREATE TABLE organisation_mailboxes (
      id TEXT PRIMARY KEY,
      structure_id TEXT NOT NULL REFERENCES structures (id),
      name TEXT NOT NULL,
      address TEXT NOT NULL UNIQUE,
      town TEXT,
      asked_at TEXT NOT NULL,
      -- Both null once the address has agreed.
      token_hash TEXT UNIQUE,
      expires_at TEXT CHECK ((token_hash IS NULL) = (expires_at IS NULL)),
      -- 1 once the directory knows.
      published INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX organisation_mailboxes_of_structure ON organisation_mailboxes (structure_id);
    CREATE INDEX organisation_mailboxes_unpublished ON organisation_mailboxes (published) WHERE published = 0;
  `,
};
