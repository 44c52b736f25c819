/** Wrapped keys, as in SQLite. */
import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 10,
  name: 'create-keys',
  sql: text(`
    CREATE TABLE monthly_keys (
      month TEXT PRIMARY KEY,
      wrapped bytea NOT NULL
    );
    CREATE TABLE content_keys (
      content_id TEXT PRIMARY KEY,
      month TEXT NOT NULL REFERENCES monthly_keys (month),
      wrapped bytea NOT NULL
    );
    CREATE INDEX content_keys_month ON content_keys (month);
    CREATE TABLE secrets (
      name TEXT PRIMARY KEY,
      wrapped bytea NOT NULL
    );
  `),
};
