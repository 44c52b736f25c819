import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 144,
  name: 'withdraw-deposits',
  sql: text(`
    -- Deposits in one request that were taken back, for as long as one of them could still arrive.
    CREATE TABLE withdrawn_deposits (
      account_id TEXT NOT NULL,
      mailbox_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      until TEXT NOT NULL,
      PRIMARY KEY (account_id, mailbox_id, envelope_id)
    );
  `),
};
