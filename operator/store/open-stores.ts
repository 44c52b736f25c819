/** Opens the embedded default behind every port: three SQLite files and a folder of blobs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectoryBlobs } from '../blobs/directory-blobs.ts';
import type { AccountStore } from '../services/ports/accounts.ts';
import type { BlobStore, KeyVault } from '../services/ports/contents.ts';
import type { DirectoryStore } from '../services/ports/directory.ts';
import type { EnvelopeStore } from '../services/ports/envelopes.ts';
import type { SessionStore } from '../services/ports/sessions.ts';
import type { UploadStore } from '../services/ports/uploads.ts';
import { openMasterKey } from './master-key.ts';
import { createAccountStore } from './sqlite/account.store.ts';
import { SqliteDatabase } from './sqlite/database.ts';
import { createDirectoryStore } from './sqlite/directory.store.ts';
import { createEnvelopeStore } from './sqlite/envelope.store.ts';
import { createKeyVault } from './sqlite/key-vault.ts';
import { directoryMigrations } from './sqlite/migrations/directory/migrations.ts';
import { keyMigrations } from './sqlite/migrations/keys/migrations.ts';
import { mainMigrations } from './sqlite/migrations/main/migrations.ts';
import type { DirectorySchema, KeySchema, MainSchema } from './sqlite/schema.ts';
import { createSessionStore } from './sqlite/session.store.ts';
import { createUploadStore } from './sqlite/upload.store.ts';

export interface Stores {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly uploads: UploadStore;
  readonly envelopes: EnvelopeStore;
  readonly directory: DirectoryStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  /** Reads everything and throws at the first flaw. */
  checkIntegrity(): void;
  close(): void;
}

/**
 * Opens the stores of a data folder, making what is missing. Throws `store.wrong-key`, `store.corrupt` or
 * `store.from-the-future`; `operator.unavailable` when another operator runs on this folder.
 */
export function openStores(dataFolder: string, masterKeyFile = join(dataFolder, 'master.key')): Stores {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const master = openMasterKey(dataFolder, masterKeyFile);
  const opened: { close(): void }[] = [];
  const open = <S>(name: string, options: Omit<ConstructorParameters<typeof SqliteDatabase>[0], 'file'>) => {
    const database = new SqliteDatabase<S>({ file: join(dataFolder, name), ...options });
    opened.push(database);
    return database;
  };
  try {
    // Exclusive, so that two operators never run on one folder; the lock dies with the process.
    const keys = open<KeySchema>('keys.db', {
      key: master.derive('keys.db'),
      migrations: keyMigrations,
      exclusive: true,
    });
    const main = open<MainSchema>('operator.db', { key: master.derive('operator.db'), migrations: mainMigrations });
    const directory = open<DirectorySchema>('directory.db', { key: null, migrations: directoryMigrations });
    return {
      accounts: createAccountStore(main),
      sessions: createSessionStore(main),
      uploads: createUploadStore(main),
      envelopes: createEnvelopeStore(main),
      directory: createDirectoryStore(directory),
      vault: createKeyVault(keys, master.derive('key wrapping')),
      blobs: createDirectoryBlobs(join(dataFolder, 'blobs')),
      checkIntegrity: () => {
        for (const database of [keys, main, directory]) database.checkIntegrity();
      },
      close: () => {
        for (const one of opened) one.close();
      },
    };
  } catch (error) {
    for (const one of opened) one.close();
    throw error;
  }
}
