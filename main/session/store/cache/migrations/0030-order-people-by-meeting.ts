import type { Migration } from '../../migration.ts';

/** When somebody last wrote to this account or was written to; 0 for people only seen in the directory. */
export const orderPeopleByMeeting: Migration = {
  version: 30,
  up(database) {
    database.exec('ALTER TABLE people ADD COLUMN met_at INTEGER NOT NULL DEFAULT 0');
  },
};
