import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 60,
  name: 'find-by-rpps',
  sql: `
    -- One person may have several addresses, and so several entries.
    CREATE INDEX entries_rpps ON entries (entry ->> '$.rpps') WHERE entry ->> '$.rpps' IS NOT NULL;
  `,
};
