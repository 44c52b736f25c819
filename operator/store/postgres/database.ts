/** One schema of a PostgreSQL database: a pool that reads, and one connection at a time whose turn it is to write. */
import {
  type Compilable,
  DummyDriver,
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  replaceWithNoncontingentExpression,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { PostgresConfig } from '../../config.ts';
import type { ErasingDatabase, Transaction } from '../sql/database.ts';
import type { Access } from '../sql/databases.ts';
import { type CommitEngine, GroupCommit } from '../sql/group-commit.ts';
import { named, runOn } from './compiled.ts';
import { openPool } from './connection.ts';
import { toAppError } from './errors.ts';
import { checkVersion, migrate, type PostgresMigration } from './migration.ts';
import { inTurn } from './turn.ts';
import { postgresWords } from './words.ts';

export interface SchemaOptions {
  readonly url: string;
  readonly config: PostgresConfig;
  readonly schema: string;
  readonly migrations: readonly PostgresMigration[];
  readonly access: Access;
  /** How long a work waits for its turn, ten seconds unless told. */
  readonly turnMs?: number;
}

/** An open schema. `S` is what kysely sees of it. */
export class PostgresDatabase<S> implements ErasingDatabase<S> {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #commits: GroupCommit<Transaction<S>>;
  /** Holds the instant that all reads see; null unless asked for. */
  #snapshot: PoolClient | null = null;
  readonly build: Kysely<S>;
  readonly words = postgresWords;

  /** Connects, and makes or checks the schema; throws `operator.unavailable` or `store.from-the-future`. */
  static async open<S>(options: SchemaOptions): Promise<PostgresDatabase<S>> {
    const { url, config, schema, migrations, access } = options;
    const pool = openPool(url, config, {
      schema,
      maxConnections: access === 'operate' ? config.maxConnections : 2,
      turnMs: options.turnMs ?? 10_000,
      readOnly: access === 'read',
    });
    try {
      const client = await pool.connect();
      try {
        if (access === 'operate') await migrate(client, schema, migrations);
        else await checkVersion(client, schema, migrations);
      } finally {
        client.release();
      }
      return new PostgresDatabase<S>(pool, schema);
    } catch (error) {
      await pool.end();
      throw toAppError(error);
    }
  }

  private constructor(pool: Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
    this.#commits = new GroupCommit(this.#engine());
    this.build = new Kysely<S>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
      // SQLite takes `IN ()` as it stands.
      plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
    });
  }

  async all<T>(query: Compilable<T>): Promise<T[]> {
    return (await runOn<T>(this.#snapshot ?? this.#pool, query)).rows;
  }

  async first<T>(query: Compilable<T>): Promise<T | undefined> {
    return (await this.all(query))[0];
  }

  commit<T>(work: (transaction: Transaction<S>) => Promise<T>): Promise<T> {
    return this.#commits.commit(work);
  }

  /** One statement by itself, whosever turn it is: for what no work reads. Gives how many rows it changed. */
  async write(statement: string, values: readonly string[]): Promise<number> {
    return named(async () => (await this.#pool.query(statement, [...values])).rowCount ?? 0);
  }

  /** A connection of this schema for what is PostgreSQL's own; to be released. */
  async connect(): Promise<PoolClient> {
    return named(() => this.#pool.connect());
  }

  /**
   * Frees the room of deleted rows, to be written over. False where a transaction was open that began before, may still
   * see some of them, and so keeps them where they are.
   */
  async purge(): Promise<boolean> {
    const tables = await this.#tables();
    return this.#atLeisure(async (client) => {
      const { rows } = await client.query<{ now: string }>('SELECT pg_current_xact_id()::xid::text AS now');
      const { rowCount } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND age(backend_xmin) > age($1::xid) LIMIT 1`,
        [rows[0]?.now],
      );
      await client.query(`VACUUM ${tables.join(', ')}`);
      return rowCount === 0;
    });
  }

  /** From the next read on, reads see the schema as it was then, until it is closed. */
  async holdSnapshot(): Promise<void> {
    const snapshot = await this.connect();
    this.#snapshot = snapshot;
    await named(() => snapshot.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'));
    await named(() => snapshot.query('SET LOCAL idle_in_transaction_session_timeout = 0'));
  }

  /** Reads every row whole, which is when the server finds what is wrong; `store.corrupt`. */
  async checkIntegrity(): Promise<void> {
    const tables = await this.#tables();
    await this.#atLeisure(async (client) => {
      for (const table of tables) await client.query(`SELECT sum(hashtext(row::text)) FROM ${table} AS row`);
    });
  }

  async close(): Promise<void> {
    if (this.#pool.ended) return;
    const busy = this.#commits.idle();
    if (busy) await busy;
    this.#snapshot?.release(true);
    this.#snapshot = null;
    await this.#pool.end();
  }

  /** What takes as long as the tables are large, however long that is. */
  async #atLeisure<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.connect();
    let isDone = false;
    try {
      return await named(async () => {
        await client.query('SET statement_timeout = 0; SET lock_timeout = 0');
        const outcome = await work(client);
        await client.query('RESET statement_timeout; RESET lock_timeout');
        isDone = true;
        return outcome;
      });
    } finally {
      client.release(!isDone);
    }
  }

  async #tables(): Promise<string[]> {
    const text = 'SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1';
    const { rows } = await named(() => this.#pool.query<{ name: string }>(text, [this.#schema]));
    return rows.map(({ name }) => name);
  }

  #engine(): CommitEngine<Transaction<S>> {
    let writer: PoolClient | null = null;
    const current = () => {
      if (!writer) throw new Error('there is no transaction');
      return writer;
    };
    const exec = async (text: string) => {
      await current().query(text);
    };
    const release = (isBroken: boolean) => {
      writer?.release(isBroken);
      writer = null;
    };
    return {
      begin: async () => {
        writer = await this.#pool.connect();
        await exec(inTurn('BEGIN; '));
      },
      savepoint: () => exec('SAVEPOINT one'),
      perform: (work) => this.#perform(current(), work),
      release: () => exec('RELEASE one'),
      undo: () => exec('ROLLBACK TO one; RELEASE one'),
      commit: async () => {
        const { command } = await current().query('COMMIT');
        // PostgreSQL answers so where a statement failed before and nobody noticed.
        if (command !== 'COMMIT') throw new Error('the transaction had failed');
        release(false);
      },
      abandon: async () => {
        if (!writer) return;
        const isBroken = await exec('ROLLBACK').then(
          () => false,
          // The server rolls back by itself what a lost connection leaves.
          () => true,
        );
        release(isBroken);
      },
      toAppError,
    };
  }

  async #perform<T>(client: PoolClient, work: (transaction: Transaction<S>) => Promise<T>): Promise<T> {
    let isOver = false;
    const within = async <R>(query: Compilable<R>) => {
      if (isOver) throw new Error('the transaction is over');
      return runOn<R>(client, query);
    };
    try {
      return await work({
        build: this.build,
        words: this.words,
        all: async (query) => (await within(query)).rows,
        first: async (query) => (await within(query)).rows[0],
        run: async (query) => (await within(query)).rowCount ?? 0,
      });
    } finally {
      isOver = true;
    }
  }
}
