import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 132,
  name: 'create-invited-answers',
  sql: text(`
    -- Letters of senders without an account: which letter each answers, and the address whose invitation it came by.
    -- Their sender_account_id is empty until that address has an account.
    CREATE TABLE invited_answers (
      answer_id TEXT PRIMARY KEY REFERENCES envelopes (id),
      answered_id TEXT NOT NULL,
      address TEXT NOT NULL
    );
    CREATE INDEX invited_answers_of_letter ON invited_answers (answered_id, address);
    CREATE INDEX invited_answers_of_address ON invited_answers (address);
  `),
};
