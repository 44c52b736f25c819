import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 85,
  name: 'create-account-items',
  sql: `
    -- Folders, filing, flags and the like. A removed item keeps its row, so that every workstation hears of it.
    CREATE TABLE account_items (
      account_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      value BLOB,
      changed_at TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (account_id, kind, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX account_items_position ON account_items (account_id, position);
    CREATE TABLE account_item_counts (
      account_id TEXT PRIMARY KEY,
      items INTEGER NOT NULL,
      position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
