import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 141,
  name: 'create-phone-proofs',
  sql: text(`
    -- Telephones to which a code goes before an invited recipient is shown anything, sealed under the content's key.
    CREATE TABLE asked_phones (
      content_id TEXT NOT NULL,
      address TEXT NOT NULL,
      box bytea NOT NULL,
      -- 1 once a code came back: until then no account takes the envelope over.
      confirmed bigint NOT NULL,
      PRIMARY KEY (content_id, address)
    );
    -- Codes of the last day, used ones too: they are counted.
    CREATE TABLE phone_codes (
      secret_hash TEXT PRIMARY KEY,
      envelope_id TEXT NOT NULL,
      address TEXT NOT NULL,
      link_hash TEXT NOT NULL,
      number_hash TEXT NOT NULL,
      -- Null once it served.
      code_hash TEXT,
      sent_at TEXT NOT NULL,
      tries bigint NOT NULL
    );
    CREATE INDEX phone_codes_of_number ON phone_codes (number_hash);
    CREATE INDEX phone_codes_of_envelope ON phone_codes (envelope_id, address);
    CREATE INDEX phone_codes_by_age ON phone_codes (sent_at);
  `),
};
