/**
 * Moves an operator from the SQLite files of its data folder to PostgreSQL, row by row. Each schema is filled in one
 * transaction, the main one last; what an interrupted copy left is filled anew, what an operator runs on is refused.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import type { PostgresConfig } from '../config.ts';
import { readMasterKey } from './master-key.ts';
import { named, runOn } from './postgres/compiled.ts';
import type { PostgresDatabase } from './postgres/database.ts';
import { insertEntries } from './postgres/directory-index.ts';
import { openSchemas } from './postgres/open-databases.ts';
import { whileNobodyServes } from './postgres/serving.ts';
import { inTurn } from './postgres/turn.ts';
import { plain } from './sql/database.ts';
import { toEntry } from './sql/directory-rows.ts';
import { createLogStore } from './sql/log.store.ts';
import type { DirectorySchema, KeySchema } from './sql/schema.ts';
import type { SqliteDatabase } from './sqlite/database.ts';
import { openFiles } from './sqlite/open-databases.ts';

export interface CopyReport {
  readonly tables: number;
  readonly rows: number;
  readonly events: number;
}

export interface CopyOptions {
  readonly dataFolder: string;
  readonly masterKeyFile?: string | undefined;
  readonly database: PostgresConfig;
}

/** Rows and bytes of one statement. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 4 * 1_048_576;

interface KeyRow {
  readonly id: string;
  readonly wrapped: Uint8Array;
}

type Row = Readonly<Record<string, unknown>>;
/** What is done with a schema in its turn, before or after it is filled. */
type Step = (client: PoolClient) => Promise<void>;
/** Writes some rows of a table. */
type Put = (rows: readonly Row[]) => Promise<void>;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly is_identity: 'YES' | 'NO';
}

/**
 * Nobody may work on the files meanwhile. Throws where the database is in use, or a table is not what it was afterwards.
 */
export function copyDatabase(options: CopyOptions): Promise<CopyReport> {
  return whileNobodyServes(options.database, () => copyAll(options));
}

async function copyAll({ dataFolder, masterKeyFile, database }: CopyOptions): Promise<CopyReport> {
  const from = openFiles(dataFolder, readMasterKey(dataFolder, masterKeyFile), true);
  try {
    const to = await openSchemas(database, 'operate');
    try {
      const check = to.main.build.selectFrom('meta').select('key').where('key', '=', 'master-check');
      if (await to.main.first(check)) throw new Error('an operator runs on that database already');
      const counts = [
        await copySchema(from.keys, to.keys, { begin: (client) => expectOwnKeys(from.keys, client) }),
        await copySchema(from.directory, to.directory),
        await copySchema(from.main, to.main, { finish: (client) => keepMasterCheck(client, dataFolder) }),
      ].flat();
      const events = await sameLog(createLogStore(from.main), createLogStore(to.main));
      return { tables: counts.length, rows: counts.reduce((sum, count) => sum + count, 0), events };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** From then on the database has an operator. */
async function keepMasterCheck(client: PoolClient, dataFolder: string): Promise<void> {
  const value = readFileSync(join(dataFolder, 'master.check')).toString('hex');
  await client.query("INSERT INTO meta (key, value) VALUES ('master-check', $1)", [value]);
}

/**
 * A database of keys may be another one than the rest's, and so another operator's, for whom all would be lost: what an
 * earlier copy left there is in the files as well, as it is there.
 */
async function expectOwnKeys(from: SqliteDatabase<KeySchema>, client: PoolClient): Promise<void> {
  for (const [table, id] of [
    ['content_keys', 'content_id'],
    ['secrets', 'name'],
  ] as const) {
    const known = from.prepare(`SELECT 1 FROM ${table} WHERE ${id} = ? AND wrapped = ?`);
    const page = `SELECT ${id} AS id, wrapped FROM ${table} WHERE ${id} > $1 ORDER BY ${id} LIMIT ${BATCH_ROWS}`;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: readonly KeyRow[] = (await client.query<KeyRow>(page, [after])).rows;
      if (rows.some(({ id: name, wrapped }) => !known.get(name, wrapped))) {
        throw new Error('that database holds keys that these files do not: another operator’s, or of an older copy');
      }
      after = rows.at(-1)?.id;
    }
  }
}

/** Gives how many rows each table has. */
async function copySchema<S>(
  from: SqliteDatabase<S>,
  to: PostgresDatabase<S>,
  { begin, finish }: { readonly begin?: Step; readonly finish?: Step } = {},
): Promise<number[]> {
  const client = await to.connect();
  try {
    return await named(async () => {
      await client.query(inTurn('BEGIN; SET LOCAL statement_timeout = 0; '));
      await begin?.(client);
      const names = tablesOf(from);
      // Those that others refer to come first.
      for (const name of names.toReversed()) await empty(client, name);
      const counts: number[] = [];
      for (const name of names) counts.push(await copyTable(from, client, name));
      await finish?.(client);
      await client.query('COMMIT');
      return counts;
    });
  } finally {
    // Whatever was not committed goes with the connection.
    client.release(true);
  }
}

/** What an interrupted copy left, or a first start made; of the log, which nobody may delete from, nothing ever is. */
async function empty(client: PoolClient, table: string): Promise<void> {
  const { rowCount } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
  if (rowCount !== 0) await client.query(`DELETE FROM ${table}`);
}

/** In the order in which they were made; the words of the directory are made of its entries. */
function tablesOf<S>(from: SqliteDatabase<S>): string[] {
  const made = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
  const names = from.prepare(made).pluck().all() as string[];
  return names.filter((name) => !name.startsWith('entry_words'));
}

async function copyTable<S>(from: SqliteDatabase<S>, client: PoolClient, name: string): Promise<number> {
  const columns = await columnsOf(client, name);
  const put = name === 'entries' ? putEntries(client) : putRows(client, name, columns);
  let batch: Row[] = [];
  let bytes = 0;
  let rows = 0;
  for (const row of from.prepare(`SELECT * FROM ${name} ORDER BY 1`).iterate() as IterableIterator<Row>) {
    if (rows === 0) assertSame(name, Object.keys(row), columns);
    batch.push(row);
    rows += 1;
    bytes += Object.values(row).reduce<number>((sum, value) => sum + sizeOf(value), 0);
    if (batch.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
    await put(batch);
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) await put(batch);
  const { rows: counted } = await client.query<{ n: number }>(`SELECT count(*) AS n FROM ${name}`);
  if (counted[0]?.n !== rows) throw new Error(`${name} has ${counted[0]?.n} rows of ${rows}`);
  for (const { name: column } of columns.filter((one) => one.is_identity === 'YES')) {
    const next = `(SELECT coalesce(max(${column}), 0) + 1 FROM ${name})`;
    await client.query(`SELECT setval(pg_get_serial_sequence('${name}', '${column}'), ${next}, false)`);
  }
  return rows;
}

async function columnsOf(client: PoolClient, table: string): Promise<Column[]> {
  const text = `SELECT column_name AS name, data_type AS type, is_identity FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = $1`;
  return (await client.query<Column>(text, [table])).rows;
}

function assertSame(table: string, names: readonly string[], columns: readonly Column[]): void {
  const [from, to] = [[...names], columns.map(({ name }) => name)].map((some) => some.sort().join(' '));
  if (from !== to) throw new Error(`${table} has other columns in PostgreSQL: ${to}`);
}

function putRows(client: PoolClient, table: string, columns: readonly Column[]): Put {
  const names = columns.map(({ name }) => name).join(', ');
  const arrays = columns.map(({ type }) => `?::${type}[]`).join(', ');
  const text = `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${arrays})`;
  return async (rows) => {
    await runOn(client, plain(text, ...columns.map(({ name }) => rows.map((row) => row[name]))));
  };
}

function putEntries(client: PoolClient): Put {
  return async (rows) => {
    const entries = (rows as readonly DirectorySchema['entries'][]).map(({ entry, source, findable, digest }) => ({
      entry: toEntry(entry),
      facts: { source, findable: findable === 1, digest },
    }));
    await runOn(client, insertEntries(entries));
  };
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
}

type Log = ReturnType<typeof createLogStore>;

/** Throws unless both logs are as long and have the same root; gives how long. */
async function sameLog(from: Log, to: Log): Promise<number> {
  const [size, copied] = [await from.size(), await to.size()];
  const [root, copiedRoot] = [await from.root(size), await to.root(copied)];
  if (size !== copied || Buffer.compare(root, copiedRoot) !== 0) throw new Error('the log is another one than before');
  return size;
}
