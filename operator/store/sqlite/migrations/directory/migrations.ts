/** Migrations of the directory database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEntries } from './0010-create-entries.ts';
import { migration as searchManyEntries } from './0020-search-600000-entries.ts';

export const directoryMigrations: readonly Migration[] = [createEntries, searchManyEntries];
