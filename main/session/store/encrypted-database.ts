/**
 * Opens one encrypted SQLite database (SQLCipher 4 format, raw 256-bit key handed over as bytes), brings it to the
 * newest version, and names what can be wrong with it: corrupt, from a newer version, another key.
 */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../../contract/errors.ts';
import { isCorruption, storeFailure } from './failures.ts';
import { latestVersion, type Migration } from './migration.ts';
import { nativeBindingOptions } from './native-binding.ts';

export type Sql = Database.Database;

export interface DatabaseSpec {
  readonly path: string;
  /** 32 bytes. Copied before use; the caller keeps its own. */
  readonly key: Uint8Array;
  readonly migrations: readonly Migration[];
  /** True makes every commit survive a power cut (`synchronous=FULL`). */
  readonly durable: boolean;
  /** Whether the file gets shorter when what is in it gets less (`incremental_vacuum`). */
  readonly canShrink?: boolean;
  /** Where the file is copied before a migration; null for databases that can be rebuilt. */
  readonly backupFolder: string | null;
  /** The file's salt when this key made it: tells damage from another key. */
  readonly expectedSalt: string | null;
  /** How long to wait for a dying process to let the file go; 5 s when left out. */
  readonly busyTimeoutMs?: number;
  /** Other programs may have it open too; else this one alone. */
  readonly shared?: boolean;
}

/** SQLCipher's salt: the first 16 bytes of the file, in clear by design; null when there is no file yet. */
export function databaseSalt(path: string): string | null {
  if (!existsSync(path)) return null;
  const bytes = Buffer.alloc(16);
  const file = openSync(path, 'r');
  try {
    return readSync(file, bytes, 0, 16, 0) === 16 ? bytes.toString('hex') : null;
  } finally {
    closeSync(file);
  }
}

/**
 * Opens or creates the database. `store.wrong-key`, `store.corrupt`, `store.from-the-future`, `store.disk-full`; in
 * each case the file is left as it was.
 */
export function openEncryptedDatabase(spec: DatabaseSpec): Sql {
  const isNew = !existsSync(spec.path);
  makePrivate(spec.path);
  const database = new Database(spec.path, { ...nativeBindingOptions(), timeout: spec.busyTimeoutMs ?? 5_000 });
  try {
    setKey(database, spec.key);
    const version = readVersion(database, spec);
    configure(database, spec);
    const latest = latestVersion(spec.migrations);
    if (version > latest) throw new AppError('store.from-the-future');
    if (version < latest) {
      if (!isNew && version > 0 && spec.backupFolder !== null) backUp(database, spec, spec.backupFolder, version);
      for (const migration of spec.migrations) {
        if (migration.version > version) migrate(database, migration);
      }
    }
    if (spec.canShrink) makeShrinkable(database);
    return database;
  } catch (error) {
    database.close();
    throw storeFailure(error);
  }
}

/** For this user alone, whatever the umask: SQLite makes files as all may read them, and its log like the database. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
}

function setKey(database: Sql, key: Uint8Array): void {
  database.pragma("cipher='sqlcipher'");
  database.pragma('legacy=4');
  // SQLite3MultipleCiphers takes `raw:` and the bytes as the key itself, without derivation.
  const raw = Buffer.concat([Buffer.from('raw:'), key]);
  database.key(raw);
  raw.fill(0);
}

/** The first read, which is where a wrong key or a damaged header shows. */
function readVersion(database: Sql, spec: DatabaseSpec): number {
  try {
    if (!spec.shared) database.pragma('locking_mode = EXCLUSIVE');
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return database.pragma('user_version', { simple: true }) as number;
  } catch (error) {
    if (!isCorruption(error)) throw error;
    const sameFile = spec.expectedSalt !== null && spec.expectedSalt === databaseSalt(spec.path);
    throw new AppError(sameFile ? 'store.corrupt' : 'store.wrong-key', error);
  }
}

/** `auto_vacuum`: free pages are given back when that is asked for. */
const INCREMENTAL = 2;
/** A file that could not shrink is written anew once, in memory, when that takes no more than about a second. */
const REWRITTEN_BYTES = 32 * 1_048_576;

function makeShrinkable(database: Sql): void {
  const read = (name: string) => database.pragma(name, { simple: true }) as number;
  if (read('auto_vacuum') === INCREMENTAL || read('page_count') * read('page_size') > REWRITTEN_BYTES) return;
  database.pragma('auto_vacuum = INCREMENTAL');
  try {
    database.exec('VACUUM');
  } catch (error) {
    // Without room for it the file stays as it is, and is used.
    const failure = storeFailure(error);
    if (!(failure instanceof AppError && failure.is('store.disk-full'))) throw failure;
  }
}

function configure(database: Sql, spec: DatabaseSpec): void {
  // Before anything is written, it costs nothing.
  if (spec.canShrink) database.pragma('auto_vacuum = INCREMENTAL');
  database.pragma('journal_mode = WAL');
  // What only this file held is overwritten when it is deleted, where that costs no writing more.
  if (spec.durable) database.pragma('secure_delete = FAST');
  database.pragma(`synchronous = ${spec.durable ? 'FULL' : 'NORMAL'}`);
  database.pragma('temp_store = MEMORY');
  database.pragma('foreign_keys = ON');
  database.pragma('cache_size = -16384');
}

function migrate(database: Sql, migration: Migration): void {
  database.transaction(() => {
    migration.up(database);
    database.pragma(`user_version = ${migration.version}`);
  })();
}

/** A whole copy, named by the version it holds, on disk before anything changes. */
function backUp(database: Sql, spec: DatabaseSpec, folder: string, version: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  database.pragma('wal_checkpoint(TRUNCATE)');
  const copy = join(folder, `${basename(spec.path, '.db')}-${String(version).padStart(4, '0')}.db`);
  copyFileSync(spec.path, copy);
  for (const path of [copy, folder, dirname(spec.path)]) {
    if (process.platform === 'win32' && path !== copy) continue;
    const file = openSync(path, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

/** The log goes first: left beside another file, it would be taken for that file's. */
const endings = ['-wal', '-shm', '-journal', ''];

/** Removes a closed database with what stands beside it; what is not there is gone already. */
export function removeDatabase(path: string): void {
  for (const ending of endings) rmSync(path + ending, { force: true });
}
