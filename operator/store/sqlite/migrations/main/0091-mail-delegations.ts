import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 91,
  name: 'mail-delegations',
  sql: `
    -- What was done to a delegation; null for mails about envelopes.
    ALTER TABLE mails ADD COLUMN act TEXT;
    DROP INDEX mails_once;
    CREATE UNIQUE INDEX mails_once
      ON mails (envelope_id, kind, coalesce(account_id, ''), coalesce(recipient, ''), coalesce(act, ''));
  `,
};
