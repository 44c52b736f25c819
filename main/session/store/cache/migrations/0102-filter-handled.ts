import type { Migration } from '../../migration.ts';

/**
 * What nobody handles, and what is dealt with, in the order of the lists. `handled` is in the first one too: SQLite does not
 * conclude from an index's condition that it is null, and would read each row to see.
 */
export const filterHandled: Migration = {
  version: 102,
  up(database) {
    database.exec(`
      CREATE INDEX list_rows_nobody ON list_rows (box, place, sealed_at DESC, envelope_id DESC, handled)
        WHERE handled IS NULL AND box = 0;
      CREATE INDEX list_rows_done ON list_rows (box, place, sealed_at DESC, envelope_id DESC) WHERE handled = 2;
    `);
  },
};
