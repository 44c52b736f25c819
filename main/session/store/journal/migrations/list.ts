import type { Migration } from '../../migration.ts';
import { createJournal } from './0010-create-journal.ts';

/** Oldest first. */
export const journalMigrations: readonly Migration[] = [createJournal];
