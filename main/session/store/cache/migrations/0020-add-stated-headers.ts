import type { Migration } from '../../migration.ts';

/** What a message says of itself, to be compared with what the operator says of it. */
export const addStatedHeaders: Migration = {
  version: 20,
  up(database) {
    database.exec('ALTER TABLE messages ADD COLUMN stated TEXT');
  },
};
