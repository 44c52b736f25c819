import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 156,
  name: 'keep-previous-refresh-tokens',
  sql: text(`
    -- The refresh token before the current one: it serves until that one was used, or an answer that was lost would end the
    -- session. Null before the first renewal.
    ALTER TABLE sessions ADD COLUMN previous_refresh_hash TEXT;
  `),
};
