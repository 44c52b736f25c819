/** Opens everything of one account: journal and archive as they are, the cache afresh when it cannot be read. */
import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { BlobStore } from '../core/blob-store.ts';
import type { EnvelopeStore } from '../core/envelope-store.ts';
import type { JournalStore } from '../core/journal-store.ts';
import type { ArchiveStore } from '../core/keeping/archive-store.ts';
import { createArchiveStore } from './archive/archive-store.ts';
import { archiveMigrations } from './archive/migrations/list.ts';
import { openBlobFiles } from './blobs/blob-files.ts';
import { createCacheStore } from './cache/cache-store.ts';
import { cacheMigrations } from './cache/migrations/list.ts';
import { makePrivateFolder } from './durable-file.ts';
import { databaseSalt, openEncryptedDatabase, type Sql } from './encrypted-database.ts';
import { isCorruption, storeFailure } from './failures.ts';
import { guardStore } from './guard.ts';
import { createJournalStore } from './journal/journal-store.ts';
import { journalMigrations } from './journal/migrations/list.ts';
import { keepDatabaseSalts, knownDatabaseSalts, storeKey } from './keys/account-keys.ts';

export interface AccountStores {
  readonly cache: EnvelopeStore;
  readonly journal: JournalStore;
  readonly archive: ArchiveStore;
  readonly blobs: BlobStore;
  /** Wraps the keys of copies of the archive. */
  readonly copyKey: Uint8Array;
  /** Checkpoints and closes. */
  close(): void;
}

const migrationsOf = { cache: cacheMigrations, journal: journalMigrations, archive: archiveMigrations } as const;
type StoreName = keyof typeof migrationsOf;

/**
 * Opens the stores below `folder` with the account's data key. `store.corrupt`, `store.from-the-future` and
 * `store.wrong-key` concern journal and archive alone, which are left untouched then. `onCacheReplaced` is called when
 * damage is found in the cache while it is in use: it is empty from then on.
 */
export async function openAccountStores(
  folder: string,
  dataKey: Uint8Array,
  onCacheReplaced: () => void,
): Promise<AccountStores> {
  await makePrivateFolder(folder);
  const stores = await openStores(folder, dataKey, onCacheReplaced, await knownDatabaseSalts(folder));
  try {
    const saltOf = (name: StoreName) => databaseSalt(join(folder, `${name}.db`)) ?? '';
    await keepDatabaseSalts(folder, { journal: saltOf('journal'), archive: saltOf('archive') });
    return stores;
  } catch (error) {
    stores.close();
    throw storeFailure(error);
  }
}

/**
 * Opens stores under a key that is lent and kept nowhere: of another's mailbox. Whatever does not open with it is
 * `store.wrong-key`.
 */
export async function openLeasedStores(
  folder: string,
  key: Uint8Array,
  onCacheReplaced: () => void,
): Promise<AccountStores> {
  await makePrivateFolder(folder);
  return openStores(folder, key, onCacheReplaced, {});
}

/** Removes the cache of a closed folder: everything in it can be fetched again by whoever still may. */
export async function forgetCache(folder: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm', '-journal']) await rm(join(folder, `cache.db${ending}`), { force: true });
}

async function openStores(
  folder: string,
  dataKey: Uint8Array,
  onCacheReplaced: () => void,
  salts: Readonly<Record<string, string>>,
): Promise<AccountStores> {
  const pathOf = (name: StoreName) => join(folder, `${name}.db`);
  const open = (name: StoreName) =>
    openEncryptedDatabase({
      path: pathOf(name),
      key: storeKey(dataKey, name),
      migrations: migrationsOf[name],
      durable: name !== 'cache',
      backupFolder: name === 'cache' ? null : join(folder, 'backups'),
      expectedSalt: salts[name] ?? null,
    });
  const opened: Sql[] = [];
  try {
    const journalDatabase = open('journal');
    opened.push(journalDatabase);
    const archiveDatabase = open('archive');
    opened.push(archiveDatabase);
    const journal = guardStore(createJournalStore(journalDatabase));
    const archive = guardStore(createArchiveStore(archiveDatabase));
    let cacheDatabase = openOrReplaceCache(pathOf('cache'), () => open('cache'));
    opened.push(cacheDatabase);
    const cache = guardStore(createCacheStore(cacheDatabase, archive), (error) => {
      if (!isCorruption(error)) return null;
      cacheDatabase.close();
      removeDatabase(pathOf('cache'));
      cacheDatabase = open('cache');
      onCacheReplaced();
      return createCacheStore(cacheDatabase, archive);
    });
    const blobs = await openBlobFiles(join(folder, 'blobs'), storeKey(dataKey, 'blobs'));
    await blobs.sweep(new Set([...cache.blobIds(), ...journal.blobIds(), ...archive.blobIds()]));
    return {
      cache,
      journal,
      archive,
      blobs,
      copyKey: storeKey(dataKey, 'archive copies'),
      close() {
        for (const database of [cacheDatabase, journalDatabase, archiveDatabase]) {
          database.pragma('wal_checkpoint(TRUNCATE)');
          database.close();
        }
      },
    };
  } catch (error) {
    for (const database of opened) database.close();
    throw storeFailure(error);
  }
}

/** Names of the folders below one; none where there is no such folder. */
export async function listFolders(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storeFailure(error);
  }
}

/** The cache holds nothing that the operator cannot send again: whatever is wrong with it, a new one is made. */
function openOrReplaceCache(path: string, open: () => Sql): Sql {
  try {
    return open();
  } catch (error) {
    const replaceable = ['store.corrupt', 'store.wrong-key', 'store.from-the-future'];
    if (!(error instanceof AppError && replaceable.includes(error.code))) throw error;
    removeDatabase(path);
    return open();
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}
