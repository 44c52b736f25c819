import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 143,
  name: 'claim-mails',
  sql: `
    -- Until when a node that takes care of a mail has it to itself; null or past: whoever comes takes care of it.
    ALTER TABLE mails ADD COLUMN claimed_until TEXT;
  `,
};
