import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 145,
  name: 'forget-confirmed-phones',
  // 0141 was for a while without the column that goes.
  sql: text(`
    -- No account takes such an envelope over.
    ALTER TABLE asked_phones DROP COLUMN IF EXISTS confirmed;
  `),
};
