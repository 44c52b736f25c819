import type { Migration } from '../../migration.ts';

/** What an attachment was before it was made smaller, as JSON; null where it leaves as it came. */
export const keepOriginals: Migration = {
  version: 52,
  up(database) {
    database.exec('ALTER TABLE draft_attachments ADD COLUMN original TEXT');
  },
};
