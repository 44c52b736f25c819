/** Opens the databases that the settings name. */
import type { Access, Databases, DirectoryDatabase } from './sql/databases.ts';
import { openDirectoryDatabase as openDirectoryFile, openSqliteDatabases } from './sqlite/open-databases.ts';

/** Where an operator keeps its data, as its settings say. */
export interface StorePlace {
  readonly dataFolder: string;
  /** `master.key` in the data folder unless told. */
  readonly masterKeyFile?: string | undefined;
}

/** Throws `store.wrong-key`, `store.corrupt` or `store.from-the-future`; `operator.unavailable` where nothing is. */
export async function openDatabases(place: StorePlace, access: Access): Promise<Databases> {
  return openSqliteDatabases(place.dataFolder, place.masterKeyFile, access);
}

/** Opens the directory alone, making what is missing. */
export async function openDirectoryDatabase(place: StorePlace): Promise<DirectoryDatabase> {
  return openDirectoryFile(place.dataFolder);
}
