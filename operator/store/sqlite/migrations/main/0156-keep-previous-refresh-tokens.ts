import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 156,
  name: 'keep-previous-refresh-tokens',
  sql: `
    -- The refresh token before the current one: it serves until that one was used, or an answer that was lost would end the
    -- session. Null before the first renewal.
    ALTER TABLE sessions ADD COLUMN previous_refresh_hash TEXT;
  `,
};
