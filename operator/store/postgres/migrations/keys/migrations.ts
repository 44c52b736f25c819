/** Migrations of the keys schema, in order. Each migration of SQLite's has one of the same number here. */
import type { PostgresMigration } from '../../migration.ts';
import { migration as createKeys } from './0010-create-keys.ts';

export const keyMigrations: readonly PostgresMigration[] = [createKeys];
