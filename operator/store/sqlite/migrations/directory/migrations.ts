/** Migrations of the directory database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEntries } from './0010-create-entries.ts';
import { migration as searchManyEntries } from './0020-search-600000-entries.ts';
import { migration as findByRpps } from './0060-find-by-rpps.ts';
import { migration as findByMssanteAddress } from './0070-find-by-mssante-address.ts';

export const directoryMigrations: readonly Migration[] = [
  createEntries,
  searchManyEntries,
  findByRpps,
  findByMssanteAddress,
];
