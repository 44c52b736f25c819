/** Migrations of the key database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createKeys } from './0010-create-keys.ts';

export const keyMigrations: readonly Migration[] = [createKeys];
