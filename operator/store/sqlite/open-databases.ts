/** The embedded default: three SQLite files of a data folder, each under its own key. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { rememberSpentProofs } from '../../services/spent-proofs.ts';
import { type MasterKey, openMasterKey, readMasterKey } from '../master-key.ts';
import type { Access, Databases, DirectoryDatabase } from '../sql/databases.ts';
import type { DirectorySchema, KeySchema, MainSchema } from '../sql/schema.ts';
import { SqliteDatabase } from './database.ts';
import { createDirectoryIndex } from './directory-index.ts';
import type { Migration } from './migration.ts';
import { directoryMigrations } from './migrations/directory/migrations.ts';
import { keyMigrations } from './migrations/keys/migrations.ts';
import { mainMigrations } from './migrations/main/migrations.ts';
import { beginNationalImport } from './national-import.ts';

/** 600,000 entries with their indexes take two thirds of this. */
const MAPPED_BYTES = 1024 * 1_048_576;

/** The files themselves. */
export interface SqliteFiles {
  readonly keys: SqliteDatabase<KeySchema>;
  readonly main: SqliteDatabase<MainSchema>;
  readonly directory: SqliteDatabase<DirectorySchema>;
  close(): Promise<void>;
}

/** Opens all three. Read only, they must be there and an operator may be running on them. */
export function openFiles(dataFolder: string, master: MasterKey, readOnly: boolean): SqliteFiles {
  const opened: SqliteDatabase<never>[] = [];
  const close = async () => {
    for (const one of opened.toReversed()) await one.close();
  };
  const open = <S>(name: string, migrations: readonly Migration[]) =>
    kept(
      opened,
      new SqliteDatabase<S>({ file: join(dataFolder, name), key: master.derive(name), migrations, readOnly }),
    );
  try {
    return {
      keys: open<KeySchema>('keys.db', keyMigrations),
      main: open<MainSchema>('operator.db', mainMigrations),
      directory: kept(opened, openDirectoryFile(dataFolder, readOnly)),
      close,
    };
  } catch (error) {
    // Nothing is waiting in a database that was just opened: this closes at once.
    void close();
    throw error;
  }
}

function kept<S>(opened: SqliteDatabase<never>[], database: SqliteDatabase<S>): SqliteDatabase<S> {
  opened.push(database as unknown as SqliteDatabase<never>);
  return database;
}

/** An import may hold its write lock for minutes: whoever writes meanwhile is told at once to come back later. */
export function openDirectoryFile(dataFolder: string, readOnly = false): SqliteDatabase<DirectorySchema> {
  const file = join(dataFolder, 'directory.db');
  const limits = { busyTimeoutMs: 100, mappedBytes: MAPPED_BYTES };
  return new SqliteDatabase({ file, key: null, migrations: directoryMigrations, readOnly, ...limits });
}

/** Opens the directory alone, making what is missing. */
export function openDirectoryDatabase(dataFolder: string): DirectoryDatabase {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  return directoryPart(openDirectoryFile(dataFolder));
}

function directoryPart(directory: SqliteDatabase<DirectorySchema>): DirectoryDatabase {
  return {
    directory,
    directoryIndex: createDirectoryIndex(directory),
    beginImport: async () => beginNationalImport(directory),
    close: () => directory.close(),
  };
}

/** Opens all of a data folder. Throws `store.wrong-key`, `store.corrupt` or `store.from-the-future`. */
export function openSqliteDatabases(dataFolder: string, masterKeyFile: string | undefined, access: Access): Databases {
  // Without a folder there is no operator to work beside, and none is made.
  if (access === 'beside' && !existsSync(join(dataFolder, 'operator.db'))) throw new AppError('operator.unavailable');
  const master =
    access === 'operate'
      ? openMasterKey(dataFolder, masterKeyFile ?? join(dataFolder, 'master.key'))
      : readMasterKey(dataFolder, masterKeyFile);
  const files = openFiles(dataFolder, master, access === 'read');
  return {
    ...directoryPart(files.directory),
    ...files,
    master,
    spentProofs: rememberSpentProofs(),
    failed: Promise.race([files.keys, files.main, files.directory].map(({ failed }) => failed)),
    holdSnapshot: () => files.main.holdSnapshot(),
    async checkIntegrity() {
      for (const file of [files.keys, files.main, files.directory]) await file.checkIntegrity();
    },
  };
}
