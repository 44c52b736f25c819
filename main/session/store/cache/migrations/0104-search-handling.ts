import type { Migration } from '../../migration.ts';

/**
 * Who handles each searched envelope, in the order in which the index of words answers: `handled` is 0 for what was received
 * and is nobody's, 1 where somebody handles it, 2 once it is dealt with, and null for what was not received.
 */
export const searchHandling: Migration = {
  version: 104,
  up(database) {
    database.exec(`
      ALTER TABLE search_documents ADD COLUMN handled INTEGER;
      ALTER TABLE search_documents ADD COLUMN handled_by_id TEXT;
      UPDATE search_documents SET (handled, handled_by_id) =
        (SELECT coalesce(handled, 0), handled_by_id FROM list_rows
         WHERE list_rows.envelope_id = search_documents.envelope_id AND box = 0);
      CREATE INDEX search_documents_handled ON search_documents (handled, handled_by_id, doc_id)
        WHERE handled IS NOT NULL;
    `);
  },
};
