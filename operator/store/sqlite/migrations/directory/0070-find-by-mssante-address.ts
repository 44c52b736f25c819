import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 70,
  name: 'find-by-mssante-address',
  sql: `
    -- Accounts that have an address in the trust space besides.
    CREATE INDEX entries_mssante ON entries (entry ->> '$.mssanteAddress') WHERE entry ->> '$.mssanteAddress' IS NOT NULL;
  `,
};
