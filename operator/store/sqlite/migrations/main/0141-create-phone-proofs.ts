import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 141,
  name: 'create-phone-proofs',
  sql: `
    -- Telephones to which a code goes before an invited recipient is shown anything, sealed under the content's key.
    CREATE TABLE asked_phones (
      content_id TEXT NOT NULL,
      address TEXT NOT NULL,
      box BLOB NOT NULL,
      -- 1 once a code came back: until then no account takes the envelope over.
      confirmed INTEGER NOT NULL,
      PRIMARY KEY (content_id, address)
    ) STRICT, WITHOUT ROWID;
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
      tries INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX phone_codes_of_number ON phone_codes (number_hash);
    CREATE INDEX phone_codes_of_envelope ON phone_codes (envelope_id, address);
    CREATE INDEX phone_codes_by_age ON phone_codes (sent_at);
  `,
};
