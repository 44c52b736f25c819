/**
 * One SQLite file (WAL): typed queries, and one group commit for all writes that are waiting.
 *
 * There is one connection. Queries run synchronously on it, so that a group's transaction is over within one turn of the
 * event loop; what somebody else wants to read meanwhile waits for its end, and never sees what is not yet durable. The
 * disk is waited for aside, so that what needs no database goes on meanwhile, and the next group grows.
 */
import { closeSync, fchmodSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import Database from 'better-sqlite3-multiple-ciphers';
import {
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { AppError } from '../../../contract/errors.ts';
import type { ErasingDatabase, Transaction } from '../sql/database.ts';
import { type CommitEngine, GroupCommit } from '../sql/group-commit.ts';
import { checkVersion, type Migration, migrate } from './migration.ts';
import { sqliteWords } from './words.ts';

/** How a file is opened. */
export interface DatabaseOptions {
  readonly file: string;
  /** 32 bytes (SQLCipher 4 format); null for data that is public. */
  readonly key: Uint8Array | null;
  readonly migrations: readonly Migration[];
  /** The file is there, of this very version, and nothing in it is changed: an operator may be running on it. */
  readonly readOnly?: boolean;
  /** How long a write waits for another process's, three seconds unless told; this process stands still meanwhile. */
  readonly busyTimeoutMs?: number;
  /** Bytes of the file that are read through memory mapping, none unless told; only for files without a key. */
  readonly mappedBytes?: number;
}

const MAX_CACHED_STATEMENTS = 400;

const syncData = promisify(fdatasync);

/** An open database file. `S` is its schema as kysely sees it. */
export class SqliteDatabase<S> implements ErasingDatabase<S> {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #commits: GroupCommit<Transaction<S>>;
  /** Settles when the transaction under way has ended; null when there is none. */
  #underWay: Promise<void> | null = null;
  #ended: () => void = () => undefined;
  readonly #logFile: string;
  /** Descriptor of the log, which stays the same file for as long as the database is open. */
  #log: number | null = null;
  /** Why nothing is read or written any more: what the disk has is unknown until the file is opened again. */
  #failure: AppError | null = null;
  #fail: () => void = () => undefined;
  /** Settles once nothing is read or written any more. */
  readonly failed = new Promise<void>((resolve) => {
    this.#fail = resolve;
  });
  readonly build: Kysely<S>;
  readonly words = sqliteWords;

  constructor(options: DatabaseOptions) {
    this.#database = openFile(options);
    this.#logFile = `${options.file}-wal`;
    this.#commits = new GroupCommit(this.#engine());
    this.build = new Kysely<S>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
  }

  async all<T>(query: Compilable<T>): Promise<T[]> {
    await this.#settled();
    return this.#all(query);
  }

  async first<T>(query: Compilable<T>): Promise<T | undefined> {
    await this.#settled();
    return this.#first(query);
  }

  /** A statement of plain SQL, for what is SQLite's own. */
  prepare(text: string): Database.Statement {
    return this.#database.prepare(text);
  }

  commit<T>(work: (transaction: Transaction<S>) => Promise<T>): Promise<T> {
    return this.#commits.commit(work);
  }

  async purge(): Promise<boolean> {
    await this.#settled();
    return this.truncateLog();
  }

  /**
   * Moves the log into the file, so that nothing erased stays behind in the log. False when another process was reading
   * all the time, and something did.
   */
  truncateLog(): boolean {
    const [outcome] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return outcome?.busy === 0;
  }

  async holdSnapshot(): Promise<void> {
    this.#database.exec('BEGIN');
  }

  /** Writes the file as it is now to a new one, under the same key; durable when it returns. */
  copyTo(file: string): void {
    named(() => this.#database.prepare('VACUUM INTO ?').run(file));
    const copy = openSync(file, 'r+');
    try {
      fchmodSync(copy, 0o600);
      fsyncSync(copy);
    } finally {
      closeSync(copy);
    }
  }

  async checkIntegrity(): Promise<void> {
    if (this.#database.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new AppError('store.corrupt');
  }

  async close(): Promise<void> {
    if (!this.#database.open) return;
    const busy = this.#commits.idle();
    if (busy) await busy;
    if (this.#log !== null) closeSync(this.#log);
    this.#database.close();
  }

  async #settled(): Promise<void> {
    while (this.#underWay) await this.#underWay;
    if (this.#failure !== null) throw this.#failure;
  }

  /** Everything in the log is on disk once this resolves; a disk that fails at it may have lost any of it (so may a second try). */
  async #sync(): Promise<void> {
    try {
      this.#log ??= openSync(this.#logFile, 'r+');
      await syncData(this.#log);
    } catch (error) {
      // Not told as final: what was to be committed may be there once the file is opened again, and is asked for anew.
      this.#failure = new AppError('operator.unavailable', error);
      this.#fail();
      throw this.#failure;
    }
  }

  #all<T>(query: Compilable<T>): T[] {
    const compiled = query.compile();
    return named(() => this.#prepare(compiled).all(...compiled.parameters) as T[]);
  }

  #first<T>(query: Compilable<T>): T | undefined {
    const compiled = query.compile();
    return named(() => this.#prepare(compiled).get(...compiled.parameters) as T | undefined);
  }

  #run(query: Compilable<unknown>): number {
    const compiled = query.compile();
    return named(() => this.#prepare(compiled).run(...compiled.parameters).changes);
  }

  #engine(): CommitEngine<Transaction<S>> {
    const exec = async (text: string) => {
      this.#database.exec(text);
    };
    const end = () => {
      this.#underWay = null;
      this.#ended();
    };
    return {
      begin: async () => {
        if (this.#failure !== null) throw this.#failure;
        this.#database.exec('BEGIN IMMEDIATE');
        this.#underWay = new Promise((resolve) => {
          this.#ended = resolve;
        });
      },
      savepoint: () => exec('SAVEPOINT one'),
      perform: (work) => this.#perform(work),
      release: () => exec('RELEASE one'),
      undo: async (cause) => {
        // A full disk rolls the whole transaction back; then there is no savepoint to return to.
        if (!this.#database.inTransaction) throw cause;
        this.#database.exec('ROLLBACK TO one');
        this.#database.exec('RELEASE one');
      },
      commit: async () => {
        this.#database.exec('COMMIT');
        await this.#sync();
        end();
      },
      abandon: async () => {
        if (this.#database.open && this.#database.inTransaction) this.#database.exec('ROLLBACK');
        end();
      },
      toAppError,
    };
  }

  /** A work has the one connection for itself: what it waits for is done within the same turn of the event loop. */
  async #perform<T>(work: (transaction: Transaction<S>) => Promise<T>): Promise<T> {
    let isOver = false;
    const within = async <R>(statement: () => R): Promise<R> => {
      if (isOver) throw new Error('the transaction is over');
      return statement();
    };
    const transaction: Transaction<S> = {
      build: this.build,
      words: this.words,
      all: (query) => within(() => this.#all(query)),
      first: (query) => within(() => this.#first(query)),
      run: (query) => within(() => this.#run(query)),
    };
    let next: NodeJS.Immediate | undefined;
    const late = new Promise<never>((_, reject) => {
      next = setImmediate(() => reject(new Error('a work waited for something else than its transaction')));
    });
    try {
      return await Promise.race([work(transaction), late]);
    } finally {
      clearImmediate(next);
      isOver = true;
    }
  }

  #prepare(compiled: CompiledQuery): Database.Statement {
    let statement = this.#statements.get(compiled.sql);
    if (!statement) {
      if (this.#statements.size >= MAX_CACHED_STATEMENTS) this.#statements.clear();
      statement = this.#database.prepare(compiled.sql);
      this.#statements.set(compiled.sql, statement);
    }
    return statement;
  }
}

function openFile(options: DatabaseOptions): Database.Database {
  const readonly = options.readOnly === true;
  // SQLite gives its log and its index the mode of the file.
  if (!readonly) closeSync(openSync(options.file, 'a', 0o600));
  const database = new Database(options.file, { readonly });
  try {
    if (options.key) {
      database.pragma("cipher = 'sqlcipher'");
      database.pragma('legacy = 4');
      // "raw:" and 32 bytes: the key itself, not a passphrase to derive one from, and never in the text of a statement.
      database.key(Buffer.concat([Buffer.from('raw:'), options.key]));
    }
    database.pragma(`busy_timeout = ${options.busyTimeoutMs ?? 3000}`);
    database.pragma('temp_store = MEMORY');
    if (readonly) {
      checkVersion(database, options.migrations);
      return database;
    }
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('secure_delete = ON');
    database.pragma('foreign_keys = ON');
    database.pragma('cache_size = -65536');
    // Pages that every deposit changes are moved into the file once in so many, not each time.
    database.pragma('wal_autocheckpoint = 4000');
    if (options.mappedBytes) database.pragma(`mmap_size = ${options.mappedBytes}`);
    migrate(database, options.migrations);
    // From here on the group commit itself waits for the log to be on disk; the rest SQLite sees to as before.
    database.pragma('synchronous = NORMAL');
    return database;
  } catch (error) {
    database.close();
    throw toAppError(error);
  }
}

function named<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toAppError(error);
  }
}

/** Gives SQLite's failures that a user can do something about their names. */
function toAppError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith('SQLITE_FULL')) return new AppError('store.disk-full', error);
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    return new AppError('store.corrupt', error);
  }
  if (error.code.startsWith('SQLITE_BUSY')) return new AppError('operator.unavailable', error);
  return error;
}
