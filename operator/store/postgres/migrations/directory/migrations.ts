/**
 * Migrations of the directory schema, in order. Each migration of SQLite's has one of the same number here, but for those
 * of its full-text index.
 */
import type { PostgresMigration } from '../../migration.ts';
import { migration as createEntries } from './0070-create-entries.ts';
import { migration as makeEditions } from './0080-make-editions.ts';
import { migration as findFirstNamesOfTown } from './0082-find-first-names-of-a-town.ts';

export const directoryMigrations: readonly PostgresMigration[] = [createEntries, makeEditions, findFirstNamesOfTown];
