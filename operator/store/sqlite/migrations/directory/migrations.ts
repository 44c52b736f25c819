/** Migrations of the directory database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEntries } from './0010-create-entries.ts';
import { migration as searchManyEntries } from './0020-search-600000-entries.ts';
import { migration as findByRpps } from './0060-find-by-rpps.ts';
import { migration as findByMssanteAddress } from './0070-find-by-mssante-address.ts';
import { migration as makeEditions } from './0080-make-editions.ts';
import { migration as indexShorterBeginnings } from './0081-index-shorter-beginnings.ts';
import { migration as findFirstNamesOfATown } from './0082-find-first-names-of-a-town.ts';
import { migration as indexLongerBeginnings } from './0083-index-longer-beginnings.ts';
import { migration as findNamesByBothBeginnings } from './0084-find-names-by-both-beginnings.ts';

export const directoryMigrations: readonly Migration[] = [
  createEntries,
  searchManyEntries,
  findByRpps,
  findByMssanteAddress,
  makeEditions,
  indexShorterBeginnings,
  findFirstNamesOfATown,
  indexLongerBeginnings,
  findNamesByBothBeginnings,
];
