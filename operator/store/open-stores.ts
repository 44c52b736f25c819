/** Opens the embedded default behind every port: three SQLite files and a folder of blobs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectoryBlobs } from '../blobs/directory-blobs.ts';
import type { AccountStore } from '../services/ports/accounts.ts';
import type { BlobStore, KeyVault } from '../services/ports/contents.ts';
import type { DirectoryStore } from '../services/ports/directory.ts';
import type { EnvelopeStore } from '../services/ports/envelopes.ts';
import type { LogStore } from '../services/ports/log.ts';
import type { SessionStore } from '../services/ports/sessions.ts';
import type { UploadStore } from '../services/ports/uploads.ts';
import { openDatabases } from './databases.ts';
import { lockFolder } from './folder-lock.ts';
import { openMasterKey } from './master-key.ts';
import { createAccountStore } from './sqlite/account.store.ts';
import { createDirectoryStore } from './sqlite/directory.store.ts';
import { createEnvelopeStore } from './sqlite/envelope.store.ts';
import { createKeyVault } from './sqlite/key-vault.ts';
import { createLogStore } from './sqlite/log.store.ts';
import { createSessionStore } from './sqlite/session.store.ts';
import { createUploadStore } from './sqlite/upload.store.ts';

export interface Stores {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly uploads: UploadStore;
  readonly envelopes: EnvelopeStore;
  readonly log: LogStore;
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
  const opened: { close(): void }[] = [lockFolder(dataFolder)];
  // The lock last: whoever waits for it finds everything closed.
  const close = () => {
    for (const one of opened.toReversed()) one.close();
  };
  try {
    const master = openMasterKey(dataFolder, masterKeyFile);
    const { keys, main, directory } = openDatabases(dataFolder, master, opened);
    return {
      accounts: createAccountStore(main),
      sessions: createSessionStore(main),
      uploads: createUploadStore(main),
      envelopes: createEnvelopeStore(main),
      log: createLogStore(main),
      directory: createDirectoryStore(directory),
      vault: createKeyVault(keys, master.derive('key wrapping')),
      blobs: createDirectoryBlobs(join(dataFolder, 'blobs')),
      checkIntegrity: () => {
        for (const database of [keys, main, directory]) database.checkIntegrity();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
