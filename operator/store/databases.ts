/** The three SQLite files of a data folder, each under its own key. */
import { join } from 'node:path';
import type { MasterKey } from './master-key.ts';
import { SqliteDatabase } from './sqlite/database.ts';
import type { Migration } from './sqlite/migration.ts';
import { directoryMigrations } from './sqlite/migrations/directory/migrations.ts';
import { keyMigrations } from './sqlite/migrations/keys/migrations.ts';
import { mainMigrations } from './sqlite/migrations/main/migrations.ts';
import type { DirectorySchema, KeySchema, MainSchema } from './sqlite/schema.ts';

export interface Databases {
  readonly keys: SqliteDatabase<KeySchema>;
  readonly main: SqliteDatabase<MainSchema>;
  readonly directory: SqliteDatabase<DirectorySchema>;
}

/**
 * Opens all three; what is open when a later one fails is in `opened`, to be closed. Read only, they must be there and
 * an operator may be running on them.
 */
export function openDatabases(
  dataFolder: string,
  master: MasterKey,
  opened: { close(): void }[],
  readOnly = false,
): Databases {
  const opening = <S>(database: SqliteDatabase<S>) => {
    opened.push(database);
    return database;
  };
  const open = <S>(name: string, key: Uint8Array, migrations: readonly Migration[]) =>
    opening(new SqliteDatabase<S>({ file: join(dataFolder, name), key, migrations, readOnly }));
  return {
    keys: open<KeySchema>('keys.db', master.derive('keys.db'), keyMigrations),
    main: open<MainSchema>('operator.db', master.derive('operator.db'), mainMigrations),
    directory: opening(openDirectoryDatabase(dataFolder, readOnly)),
  };
}

/** 600,000 entries with their indexes take two thirds of this. */
const MAPPED_BYTES = 1024 * 1_048_576;

/** An import may hold its write lock for minutes: whoever writes meanwhile is told at once to come back later. */
export function openDirectoryDatabase(dataFolder: string, readOnly = false): SqliteDatabase<DirectorySchema> {
  const file = join(dataFolder, 'directory.db');
  const limits = { busyTimeoutMs: 100, mappedBytes: MAPPED_BYTES };
  return new SqliteDatabase({ file, key: null, migrations: directoryMigrations, readOnly, ...limits });
}

/** Opens all three read only, from a data folder that is there; throws as `openStores` does. */
export function readDatabases(dataFolder: string, master: MasterKey): Databases & { close(): void } {
  const opened: { close(): void }[] = [];
  const close = () => {
    for (const one of opened) one.close();
  };
  try {
    return { ...openDatabases(dataFolder, master, opened, true), close };
  } catch (error) {
    close();
    throw error;
  }
}
