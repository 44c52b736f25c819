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
  const open = <S>(name: string, key: Uint8Array | null, migrations: readonly Migration[]) => {
    const database = new SqliteDatabase<S>({ file: join(dataFolder, name), key, migrations, readOnly });
    opened.push(database);
    return database;
  };
  return {
    keys: open<KeySchema>('keys.db', master.derive('keys.db'), keyMigrations),
    main: open<MainSchema>('operator.db', master.derive('operator.db'), mainMigrations),
    directory: open<DirectorySchema>('directory.db', null, directoryMigrations),
  };
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
