/** The database of the directory: entries as they came, the words they are found by, and the columns that are searched. */
import type { Database } from 'better-sqlite3-multiple-ciphers';
import type { NationalEdition } from '../../core/national-port.ts';
import { openEncryptedDatabase, removeDatabase, type Sql } from '../encrypted-database.ts';
import type { Migration } from '../migration.ts';
import type { PackedColumns } from './columns.ts';

const create: Migration = {
  version: 10,
  up(database: Database) {
    database.exec(`
      CREATE TABLE entries (
        -- Never given twice: the columns name rows by it.
        rowid INTEGER PRIMARY KEY AUTOINCREMENT,
        address TEXT NOT NULL,
        -- The line of the edition.
        line TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX entries_address ON entries (address);
      CREATE VIRTUAL TABLE entry_words USING fts5 (
        words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4',
        tokenize = "unicode61 remove_diacritics 2"
      );
      CREATE TABLE columns (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
      -- One row: which edition this is. Its key is the last thing of an edition that is written.
      CREATE TABLE edition (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        series TEXT NOT NULL,
        number INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        -- JSON; null for all.
        departments TEXT
      ) STRICT;`);
  },
};

export type KeptEdition = Omit<NationalEdition, 'sizeBytes'>;

/**
 * Opens or makes one. `store.corrupt`, `store.wrong-key`, `store.from-the-future`: it is fetched again then. Under a key,
 * so that each page tells when it is not what was written.
 */
export function openNationalDatabase(path: string, key: Uint8Array): Sql {
  const database = openEncryptedDatabase({
    path,
    key,
    migrations: [create],
    durable: false,
    backupFolder: null,
    expectedSalt: null,
    shared: true,
  });
  database.pragma('cache_size = -8192');
  return database;
}

export function readEdition(database: Sql): KeptEdition | null {
  const row = database
    .prepare<[], { series: string; number: number; madeAt: number; entries: number; departments: string | null }>(
      'SELECT series, number, made_at AS madeAt, entries, departments FROM edition',
    )
    .get();
  return row
    ? { ...row, departments: row.departments === null ? null : (JSON.parse(row.departments) as string[]) }
    : null;
}

export function writeEdition(database: Sql, edition: KeptEdition): void {
  const departments = edition.departments && JSON.stringify(edition.departments);
  database
    .prepare(
      `INSERT OR REPLACE INTO edition (id, series, number, made_at, entries, departments)
       VALUES (1, :series, :number, :madeAt, :entries, :departments)`,
    )
    .run({ ...edition, departments });
}

export function readColumns(database: Sql): PackedColumns {
  const rows = database.prepare<[], { name: string; bytes: Buffer }>('SELECT name, bytes FROM columns').all();
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, bytes]));
}

export function writeColumns(database: Sql, columns: PackedColumns): void {
  const put = database.prepare('INSERT OR REPLACE INTO columns (name, bytes) VALUES (?, ?)');
  for (const [name, bytes] of Object.entries(columns)) put.run(name, bytes);
}

/** Another program may have it open, which some systems do not let go: it is removed the next time. */
export function removeIfFree(path: string): void {
  try {
    removeDatabase(path);
  } catch (error) {
    if (!['EBUSY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
