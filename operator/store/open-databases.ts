/** Opens the databases that the settings name. */
import { join } from 'node:path';
import type { PostgresConfig } from '../config.ts';
import { openPostgresDatabases, openDirectoryDatabase as openPostgresDirectory } from './postgres/open-databases.ts';
import type { Access, Databases, DirectoryDatabase } from './sql/databases.ts';
import { openSqliteDatabases, openDirectoryDatabase as openSqliteDirectory } from './sqlite/open-databases.ts';

/** Where an operator keeps its data, as its settings say. */
export interface StorePlace {
  readonly dataFolder: string;
  /** `master.key` in the data folder unless told. */
  readonly masterKeyFile?: string | undefined;
  /** Absent: SQLite in the data folder. */
  readonly database?: PostgresConfig | undefined;
}

/** Throws `store.wrong-key`, `store.corrupt` or `store.from-the-future`; `operator.unavailable` where nothing is. */
export async function openDatabases(place: StorePlace, access: Access): Promise<Databases> {
  const { dataFolder, masterKeyFile, database } = place;
  if (!database) return openSqliteDatabases(dataFolder, masterKeyFile, access);
  return openPostgresDatabases(database, masterKeyFile ?? join(dataFolder, 'master.key'), access);
}

/** Opens the directory alone, making what is missing. */
export async function openDirectoryDatabase({ dataFolder, database }: StorePlace): Promise<DirectoryDatabase> {
  return database ? openPostgresDirectory(database) : openSqliteDirectory(dataFolder);
}
