/** Migrations of the directory schema, in order. Each migration of SQLite's has one of the same number here. */
import type { PostgresMigration } from '../../migration.ts';
import { migration as createEntries } from './0070-create-entries.ts';

export const directoryMigrations: readonly PostgresMigration[] = [createEntries];
