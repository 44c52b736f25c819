/** Migrations of the directory database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEntries } from './0010-create-entries.ts';

export const directoryMigrations: readonly Migration[] = [createEntries];
