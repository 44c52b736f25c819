import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 145,
  name: 'forget-confirmed-phones',
  // Made anew, whichever of its two forms is there: 0141 was for a while without the column that goes.
  sql: `
    -- Telephones to which a code goes before an invited recipient is shown anything, sealed under the content's key; empty
    -- once that is destroyed. Such an envelope is taken over by no account.
    ALTER TABLE asked_phones RENAME TO former_asked_phones;
    CREATE TABLE asked_phones (
      content_id TEXT NOT NULL,
      address TEXT NOT NULL,
      box BLOB NOT NULL,
      PRIMARY KEY (content_id, address)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO asked_phones SELECT content_id, address, box FROM former_asked_phones;
    DROP TABLE former_asked_phones;
  `,
};
