import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 143,
  name: 'claim-mails',
  sql: text(`
    -- Until when a node that takes care of a mail has it to itself; null or past: whoever comes takes care of it.
    ALTER TABLE mails ADD COLUMN claimed_until TEXT;
  `),
};
