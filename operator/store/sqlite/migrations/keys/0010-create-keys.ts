import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 10,
  name: 'create-keys',
  sql: `
    -- Monthly key-encryption keys, wrapped by the master key.
    CREATE TABLE monthly_keys (month TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE content_keys (
      content_id TEXT PRIMARY KEY,
      month TEXT NOT NULL REFERENCES monthly_keys (month),
      wrapped BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX content_keys_month ON content_keys (month);
    CREATE TABLE secrets (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID;
  `,
};
