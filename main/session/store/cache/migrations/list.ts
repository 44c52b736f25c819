import type { Migration } from '../../migration.ts';
import { createCache } from './0010-create-cache.ts';

/** Oldest first. */
export const cacheMigrations: readonly Migration[] = [createCache];
