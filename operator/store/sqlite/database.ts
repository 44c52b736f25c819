/**
 * One SQLite file (WAL, full sync): typed queries, and one group commit for all writes that are waiting.
 *
 * Queries are built with kysely and run synchronously, because a transaction that many requests share must not wait
 * for any of them.
 */
import { closeSync, fchmodSync, fsyncSync, openSync } from 'node:fs';
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
import { checkVersion, type Migration, migrate } from './migration.ts';

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

interface Waiting {
  run(): void;
  settle(): void;
  fail(error: unknown): void;
}

const MAX_CACHED_STATEMENTS = 400;

/** An open database file. `S` is its schema as kysely sees it. */
export class SqliteDatabase<S> {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  #waiting: Waiting[] = [];
  /** Builds queries; it never runs any. */
  readonly build: Kysely<S>;

  constructor(options: DatabaseOptions) {
    this.#database = openFile(options);
    this.build = new Kysely<S>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
  }

  all<T>(query: Compilable<T>): T[] {
    const compiled = query.compile();
    return named(() => this.#prepare(compiled).all(...compiled.parameters) as T[]);
  }

  first<T>(query: Compilable<T>): T | undefined {
    const compiled = query.compile();
    return named(() => this.#prepare(compiled).get(...compiled.parameters) as T | undefined);
  }

  /** Runs a statement that writes; gives the number of rows changed. Only inside `commit`. */
  run(query: Compilable<unknown>): number {
    const compiled = query.compile();
    return named(() => this.#prepare(compiled).run(...compiled.parameters).changes);
  }

  /** A statement of plain SQL, for what kysely has no words for or where compiling it each time would cost. */
  prepare(text: string): Database.Statement {
    return this.#database.prepare(text);
  }

  /**
   * Runs `work` in a transaction, together with all other work waiting at that moment: one fsync for all. The promise
   * settles once the transaction is durable. Work that throws is undone alone.
   */
  commit<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let outcome: () => void = () => reject(new Error('never ran'));
      this.#waiting.push({
        run: () => {
          const value = work();
          outcome = () => resolve(value);
        },
        settle: () => outcome(),
        fail: reject,
      });
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    const done: Waiting[] = [];
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const one of group) if (this.#runAlone(one)) done.push(one);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.open && this.#database.inTransaction) this.#database.exec('ROLLBACK');
      for (const one of group) one.fail(toAppError(error));
      return;
    }
    for (const one of done) one.settle();
  }

  /** A savepoint each, so that one refusal does not undo the others. False when the work failed. */
  #runAlone(one: Waiting): boolean {
    this.#database.exec('SAVEPOINT one');
    try {
      one.run();
      this.#database.exec('RELEASE one');
      return true;
    } catch (error) {
      // A full disk rolls the whole transaction back; then there is no savepoint to return to, and all have failed.
      if (!this.#database.inTransaction) throw error;
      this.#database.exec('ROLLBACK TO one');
      this.#database.exec('RELEASE one');
      one.fail(toAppError(error));
      return false;
    }
  }

  /**
   * Moves the log into the file, so that nothing erased stays behind in the log. False when another process was reading
   * all the time, and something did.
   */
  truncateLog(): boolean {
    const [outcome] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return outcome?.busy === 0;
  }

  /** From the next read on, reads see the file as it was then, until it is closed. */
  holdSnapshot(): void {
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

  /** Runs SQLite's own check of the whole file; `store.corrupt` when it finds anything. */
  checkIntegrity(): void {
    if (this.#database.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new AppError('store.corrupt');
  }

  close(): void {
    if (!this.#database.open) return;
    if (this.#waiting.length > 0) this.#flush();
    this.#database.close();
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
    if (options.mappedBytes) database.pragma(`mmap_size = ${options.mappedBytes}`);
    migrate(database, options.migrations);
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
