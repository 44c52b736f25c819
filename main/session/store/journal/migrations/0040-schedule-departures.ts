import type { Migration } from '../../migration.ts';

/** Signed envelopes that wait for a moment the person chose; null leaves as soon as it can. */
export const scheduleDepartures: Migration = {
  version: 40,
  up(database) {
    database.exec('ALTER TABLE outbox ADD COLUMN leave_at INTEGER');
  },
};
