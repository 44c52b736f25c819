import type { Migration } from '../../migration.ts';

/** Where what waits to be told the operator stands in the journal: the order in which it was done, whatever the clock said. */
export const orderWaitingHandling: Migration = {
  version: 103,
  up(database) {
    database.exec('ALTER TABLE handling_entries ADD COLUMN place INTEGER');
  },
};
