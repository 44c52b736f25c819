import type { Migration } from '../../migration.ts';

/** Where each searched envelope is filed, in the order in which the index of words answers. */
export const searchFolders: Migration = {
  version: 99,
  up(database) {
    database.exec(`
      ALTER TABLE search_documents ADD COLUMN place TEXT;
      UPDATE search_documents SET place =
        (SELECT max(place) FROM list_rows WHERE list_rows.envelope_id = search_documents.envelope_id);
      CREATE INDEX search_documents_placed ON search_documents (place, doc_id) WHERE place IS NOT NULL;
    `);
  },
};
