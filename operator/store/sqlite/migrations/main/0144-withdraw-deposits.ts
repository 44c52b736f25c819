import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 144,
  name: 'withdraw-deposits',
  sql: `
    -- Deposits in one request that were taken back, for as long as one of them could still arrive.
    CREATE TABLE withdrawn_deposits (
      account_id TEXT NOT NULL,
      mailbox_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      until TEXT NOT NULL,
      PRIMARY KEY (account_id, mailbox_id, envelope_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
