/** Opens everything of one account: journal and archive as they are, the cache afresh when it cannot be read. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { BlobStore } from '../core/blob-store.ts';
import type { EnvelopeStore } from '../core/envelope-store.ts';
import type { JournalStore } from '../core/journal-store.ts';
import type { ArchiveStore } from '../core/keeping/archive-store.ts';
import type { AccountDisk, CacheLoss } from '../core/storage/disk-port.ts';
import { createAccountDisk } from './account-disk.ts';
import { createArchiveStore } from './archive/archive-store.ts';
import { archiveMigrations } from './archive/migrations/list.ts';
import { openBlobFiles } from './blobs/blob-files.ts';
import { createCacheStore } from './cache/cache-store.ts';
import { cacheMigrations } from './cache/migrations/list.ts';
import { makePrivateFolder } from './durable-file.ts';
import { databaseSalt, openEncryptedDatabase, removeDatabase, type Sql } from './encrypted-database.ts';
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
  readonly disk: AccountDisk;
  /** Wraps the keys of copies of the archive. */
  readonly copyKey: Uint8Array;
  /** Checkpoints and closes. */
  close(): void;
}

const migrationsOf = { cache: cacheMigrations, journal: journalMigrations, archive: archiveMigrations } as const;
type StoreName = keyof typeof migrationsOf;

/** The cache is empty from now on, because it was damaged while it was in use, removed, or to be made anew. */
export type OnCacheReplaced = (loss: CacheLoss) => void;

/**
 * Opens the stores below `folder` with the account's data key. `store.corrupt`, `store.from-the-future` and
 * `store.wrong-key` concern journal and archive alone, which are left untouched then.
 */
export async function openAccountStores(
  folder: string,
  dataKey: Uint8Array,
  onCacheReplaced: OnCacheReplaced,
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
  onCacheReplaced: OnCacheReplaced,
): Promise<AccountStores> {
  await makePrivateFolder(folder);
  return openStores(folder, key, onCacheReplaced, {});
}

/** Removes the cache of a closed folder: everything in it can be fetched again by whoever still may. */
export function forgetCache(folder: string): void {
  removeDatabase(join(folder, 'cache.db'));
}

async function openStores(
  folder: string,
  dataKey: Uint8Array,
  onCacheReplaced: OnCacheReplaced,
  salts: Readonly<Record<string, string>>,
): Promise<AccountStores> {
  const pathOf = (name: StoreName) => join(folder, `${name}.db`);
  const open = (name: StoreName) =>
    openEncryptedDatabase({
      path: pathOf(name),
      key: storeKey(dataKey, name),
      migrations: migrationsOf[name],
      durable: name !== 'cache',
      canShrink: name === 'cache',
      backupFolder: name === 'cache' ? null : join(folder, 'backups'),
      expectedSalt: salts[name] ?? null,
    });
  const opened: Sql[] = [];
  const isFirstTime = !existsSync(pathOf('journal'));
  try {
    const journalDatabase = open('journal');
    opened.push(journalDatabase);
    const archiveDatabase = open('archive');
    opened.push(archiveDatabase);
    const { sharing, ...ownJournal } = createJournalStore(journalDatabase);
    const journal = { ...guardStore({ store: ownJournal }), sharing: guardStore({ store: sharing }) };
    const archive = guardStore({ store: createArchiveStore(archiveDatabase) });
    const cachePath = pathOf('cache');
    // Beside a journal there was a cache, unless the mailbox is opened for the first time.
    const lossOfFile = !isFirstTime && !existsSync(cachePath) ? 'removed' : null;
    const { database, loss } = openOrReplaceCache(cachePath, () => open('cache'));
    let cacheDatabase = database;
    opened.push(cacheDatabase);
    const place = { store: createCacheStore(cacheDatabase, archive) };
    const replaceCache = (): void => {
      cacheDatabase.close();
      try {
        removeDatabase(cachePath);
      } finally {
        // Where the system does not let the file go, what is there still serves.
        cacheDatabase = open('cache');
        place.store = createCacheStore(cacheDatabase, archive);
      }
    };
    const disk = createAccountDisk({
      folder,
      cachePath,
      cache: () => cacheDatabase,
      lossAtOpening: loss ?? lossOfFile,
      replaceCache,
    });
    const cache = guardStore(place, (error) => {
      if (!isCorruption(error)) return false;
      disk.replaceCache();
      onCacheReplaced('damaged');
      return true;
    });
    const blobs = await openBlobFiles(join(folder, 'blobs'), storeKey(dataKey, 'blobs'));
    await blobs.sweep(new Set([...cache.blobIds(), ...journal.blobIds(), ...archive.blobIds()]));
    return {
      cache,
      journal,
      archive,
      blobs,
      disk,
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

/** What is wrong with a cache that is made anew. */
const lossOf: Readonly<Partial<Record<string, CacheLoss>>> = {
  'store.corrupt': 'damaged',
  'store.wrong-key': 'damaged',
  'store.from-the-future': 'newer',
};

/** The cache holds nothing that the operator cannot send again: whatever is wrong with it, a new one is made. */
function openOrReplaceCache(
  path: string,
  open: () => Sql,
): { readonly database: Sql; readonly loss: CacheLoss | null } {
  try {
    return { database: open(), loss: null };
  } catch (error) {
    const loss = error instanceof AppError ? lossOf[error.code] : undefined;
    if (loss === undefined) throw error;
    removeDatabase(path);
    return { database: open(), loss };
  }
}
