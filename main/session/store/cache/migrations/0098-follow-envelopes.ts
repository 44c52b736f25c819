import type { Migration } from '../../migration.ts';

/**
 * Reminders beside the rows they are about: `remind_at` as the person chose it, `remind_always` where openings do not end
 * it, `remind_due` once it came and was told. Few rows have one: the index holds those alone.
 */
export const followEnvelopes: Migration = {
  version: 98,
  up(database) {
    database.exec(`
      ALTER TABLE list_rows ADD COLUMN remind_at INTEGER;
      ALTER TABLE list_rows ADD COLUMN remind_always INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE list_rows ADD COLUMN remind_due INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX list_rows_followed ON list_rows (remind_at, envelope_id)
        WHERE remind_at IS NOT NULL AND (remind_always = 1 OR opened_by < recipients);
    `);
  },
};
