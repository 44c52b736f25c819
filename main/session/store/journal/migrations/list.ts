import type { Migration } from '../../migration.ts';
import { createJournal } from './0010-create-journal.ts';
import { createItemChanges } from './0020-create-item-changes.ts';
import { scheduleDepartures } from './0040-schedule-departures.ts';
import { keepOriginals } from './0052-keep-originals.ts';
import { shareDrafts } from './0059-share-drafts.ts';
import { handleTogether } from './0060-handle-together.ts';

/** Oldest first. */
export const journalMigrations: readonly Migration[] = [
  createJournal,
  createItemChanges,
  scheduleDepartures,
  keepOriginals,
  shareDrafts,
  handleTogether,
];
