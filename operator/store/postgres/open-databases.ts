/** What several nodes share: three schemas of a PostgreSQL database, the keys' in another one where the settings say so. */
import type { PostgresConfig } from '../../config.ts';
import { openSharedMasterKey, type SharedCheck } from '../master-key.ts';
import type { Access, Databases, DirectoryDatabase } from '../sql/databases.ts';
import type { DirectorySchema, KeySchema, MainSchema } from '../sql/schema.ts';
import { PostgresDatabase } from './database.ts';
import { createDirectoryIndex } from './directory-index.ts';
import { directoryMigrations } from './migrations/directory/migrations.ts';
import { keyMigrations } from './migrations/keys/migrations.ts';
import { mainMigrations } from './migrations/main/migrations.ts';
import { beginNationalImport } from './national-import.ts';
import { createSpentProofs } from './spent-proofs.ts';

/** An import may have its turn for minutes: whoever writes meanwhile is told soon to come back later. */
const DIRECTORY_TURN_MS = 1_000;

/** The schemas themselves. */
export interface PostgresSchemas {
  readonly keys: PostgresDatabase<KeySchema>;
  readonly main: PostgresDatabase<MainSchema>;
  readonly directory: PostgresDatabase<DirectorySchema>;
  close(): Promise<void>;
}

/** Opens all three; throws `operator.unavailable` or `store.from-the-future`. */
export async function openSchemas(config: PostgresConfig, access: Access): Promise<PostgresSchemas> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const one of opened.toReversed()) await one.close();
  };
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const database = await opening;
    opened.push(database);
    return database;
  };
  try {
    const { url, keysUrl = url } = config;
    const keys = { url: keysUrl, config, access, schema: 'medimail_keys', migrations: keyMigrations };
    const main = { url, config, access, schema: 'medimail', migrations: mainMigrations };
    return {
      keys: await kept(PostgresDatabase.open<KeySchema>(keys)),
      main: await kept(PostgresDatabase.open<MainSchema>(main)),
      directory: await kept(openDirectorySchema(config, access)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openDirectorySchema(config: PostgresConfig, access: Access): Promise<PostgresDatabase<DirectorySchema>> {
  const place = { url: config.url, config, access, schema: 'medimail_directory', migrations: directoryMigrations };
  return PostgresDatabase.open({ ...place, turnMs: DIRECTORY_TURN_MS });
}

/** Opens the directory alone, making what is missing. */
export async function openDirectoryDatabase(config: PostgresConfig): Promise<DirectoryDatabase> {
  return directoryPart(await openDirectorySchema(config, 'operate'));
}

function directoryPart(directory: PostgresDatabase<DirectorySchema>): DirectoryDatabase {
  return {
    directory,
    directoryIndex: createDirectoryIndex(directory),
    beginImport: () => beginNationalImport(directory),
    close: () => directory.close(),
  };
}

/** Opens all; throws `store.wrong-key`, `store.from-the-future`, `operator.unavailable`. */
export async function openPostgresDatabases(
  config: PostgresConfig,
  masterKeyFile: string,
  access: Access,
): Promise<Databases> {
  const schemas = await openSchemas(config, access);
  try {
    const master = await openSharedMasterKey(masterKeyFile, sharedCheck(schemas.main), access === 'operate');
    return {
      ...directoryPart(schemas.directory),
      ...schemas,
      master,
      spentProofs: createSpentProofs(schemas.main),
      // A connection that fails is another one next time.
      failed: new Promise(() => undefined),
      holdSnapshot: () => schemas.main.holdSnapshot(),
      async checkIntegrity() {
        for (const schema of [schemas.keys, schemas.main, schemas.directory]) await schema.checkIntegrity();
      },
    };
  } catch (error) {
    await schemas.close();
    throw error;
  }
}

/** In the main schema, where each node finds it. */
function sharedCheck(main: PostgresDatabase<MainSchema>): SharedCheck {
  const row = main.build.selectFrom('meta').select('value').where('key', '=', 'master-check');
  const bytesOf = (kept: { readonly value: string } | undefined) => (kept ? Buffer.from(kept.value, 'hex') : null);
  return {
    find: async () => bytesOf(await main.first(row)),
    keep: (check) =>
      main.commit(async (transaction) => {
        const earlier = bytesOf(await transaction.first(row));
        if (earlier) return earlier;
        const value = Buffer.from(check).toString('hex');
        await transaction.run(transaction.build.insertInto('meta').values({ key: 'master-check', value }));
        return check;
      }),
  };
}
