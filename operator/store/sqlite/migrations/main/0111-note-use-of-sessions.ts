import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 111,
  name: 'note-use-of-sessions',
  sql: 'ALTER TABLE sessions ADD COLUMN used_at TEXT;',
};
