import type { Migration } from '../../migration.ts';
import { createJournal } from './0010-create-journal.ts';
import { createItemChanges } from './0020-create-item-changes.ts';

/** Oldest first. */
export const journalMigrations: readonly Migration[] = [createJournal, createItemChanges];
