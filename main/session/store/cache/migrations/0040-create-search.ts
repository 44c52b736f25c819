import type { Migration } from '../../migration.ts';

/**
 * The index of words, which keeps no text of its own. A document's number grows with the time of sealing, so that its
 * order is the list's. What is in the cache already is indexed after opening, from the newest row down: `search-below`
 * is the row where that goes on, `search-left` how many are left of `search-total`.
 */
export const createSearch: Migration = {
  version: 40,
  up(database) {
    database.exec(`
      CREATE TABLE search_documents (doc_id INTEGER PRIMARY KEY, envelope_id TEXT NOT NULL UNIQUE);
      CREATE VIRTUAL TABLE search_index USING fts5 (
        subject, sender, recipients, files, text, state,
        content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3 4'
      );
      CREATE VIRTUAL TABLE search_words USING fts5vocab (search_index, instance);
      INSERT INTO meta (name, value)
        SELECT 'search-below', max(row_id) + 1 FROM list_rows HAVING count(*) > 0
        UNION ALL SELECT 'search-left', count(*) FROM list_rows HAVING count(*) > 0
        UNION ALL SELECT 'search-total', count(*) FROM list_rows HAVING count(*) > 0;
    `);
  },
};
