import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 140,
  name: 'create-shared-drafts',
  sql: `
    -- Drafts that an account shares between its workstations: the latest version of each. One that is gone keeps its row,
    -- without words, so that every workstation hears of it and none brings it back.
    CREATE TABLE shared_drafts (
      account_id TEXT NOT NULL,
      id TEXT NOT NULL,
      version TEXT NOT NULL,
      origin BLOB NOT NULL,
      size_bytes INTEGER NOT NULL,
      changed_at TEXT NOT NULL,
      gone TEXT,
      position INTEGER NOT NULL,
      -- Last: what is before it is read without it.
      words BLOB,
      PRIMARY KEY (account_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX shared_drafts_position ON shared_drafts (account_id, position);
    CREATE INDEX shared_drafts_live ON shared_drafts (account_id, id, size_bytes) WHERE gone IS NULL;
    CREATE INDEX shared_drafts_touched ON shared_drafts (changed_at) WHERE gone IS NULL;
    CREATE TABLE shared_draft_counts (
      account_id TEXT PRIMARY KEY,
      position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
