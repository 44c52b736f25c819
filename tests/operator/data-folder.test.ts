import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import type { Reader, Transaction } from '../../operator/store/sql/database.ts';
import { SqliteDatabase } from '../../operator/store/sqlite/database.ts';
import { tamper } from './support/raw-database.ts';

/** SQLCipher's. */
const PAGE_BYTES = 4096;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function failure(work: () => Promise<{ close(): Promise<void> }>): Promise<string> {
  try {
    await (await work()).close();
    return 'opened';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

const file = (name: string) => join(folder, name);
const open = () => openStores({ dataFolder: folder });
const make = async () => (await open()).close();

describe('a data folder', () => {
  it('is made on first start and opens again', async () => {
    await make();
    expect(await failure(open)).toBe('opened');
  });

  it('written by a later version is left untouched and named so', async () => {
    await make();
    const directory = new Database(file('directory.db'));
    directory.pragma('user_version = 9990');
    directory.close();
    const before = readFileSync(file('directory.db'));
    expect(await failure(open)).toBe('store.from-the-future');
    expect(readFileSync(file('directory.db')).equals(before)).toBe(true);
  });

  it('with another master key, or none, is named so and nothing is made anew', async () => {
    await make();
    const key = readFileSync(file('master.key'));
    writeFileSync(file('master.key'), Buffer.alloc(32, 7));
    expect(await failure(open)).toBe('store.wrong-key');
    rmSync(file('master.key'));
    expect(await failure(open)).toBe('store.wrong-key');
    writeFileSync(file('master.key'), key.subarray(0, 16));
    expect(await failure(open)).toBe('store.wrong-key');
    writeFileSync(file('master.key'), key);
    expect(await failure(open)).toBe('opened');
  });

  it.each(['operator.db', 'keys.db', 'directory.db'])('whose %s is corrupt is named so', async (name) => {
    await make();
    rmSync(file(`${name}-wal`), { force: true });
    const bytes = readFileSync(file(name));
    bytes.fill(0xa5, 0, 2048);
    writeFileSync(file(name), bytes);
    expect(await failure(open)).toBe('store.corrupt');
  });

  it('with a page that was changed fails its check', async () => {
    await make();
    // Of a table that nothing reads as it opens.
    const root = "SELECT rootpage FROM sqlite_schema WHERE name = 'infected_deposits'";
    const page = tamper(folder, (database) => database.prepare(root).pluck().get() as number, 'with triggers');
    const bytes = readFileSync(file('operator.db'));
    const at = page * PAGE_BYTES - 100;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file('operator.db'), bytes);
    const stores = await open();
    await expect(stores.checkIntegrity()).rejects.toThrow('store.corrupt');
    await stores.close();
  });

  it('cut short is corrupt', async () => {
    await make();
    truncateSync(file('operator.db'), 5000);
    rmSync(file('operator.db-wal'), { force: true });
    expect(
      await failure(async () => {
        const stores = await open();
        try {
          await stores.checkIntegrity();
        } finally {
          await stores.close();
        }
        return stores;
      }),
    ).toBe('store.corrupt');
  });

  it('takes one operator at a time', async () => {
    const stores = await open();
    expect(await failure(open)).toBe('operator.unavailable');
    await stores.close();
    expect(await failure(open)).toBe('opened');
  });

  it('copied without its key file cannot be opened', async () => {
    await make();
    const other = mkdtempSync(join(tmpdir(), 'medimail-data-'));
    for (const name of ['operator.db', 'keys.db', 'directory.db', 'master.check'])
      copyFileSync(file(name), join(other, name));
    expect(await failure(() => openStores({ dataFolder: other }))).toBe('store.wrong-key');
    rmSync(other, { recursive: true });
  });
});

describe('a group commit', () => {
  interface Schema {
    notes: { id: number; text: string };
  }
  const openNotes = (maxPages?: number) => {
    const migrations = [
      { id: 10, name: 'notes', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT' },
    ];
    const database = new SqliteDatabase<Schema>({ file: file('notes.db'), key: null, migrations });
    if (maxPages) database.prepare(`PRAGMA max_page_count = ${maxPages}`).get();
    return database;
  };
  const idsOf = async (reader: Reader<Schema>) =>
    (await reader.all(reader.build.selectFrom('notes').select('id').orderBy('id'))).map(({ id }) => id);
  const write = (transaction: Transaction<Schema>, id: number, text = 'x') =>
    transaction.run(transaction.build.insertInto('notes').values({ id, text }));
  const insert = (database: SqliteDatabase<Schema>, id: number, text: string) =>
    database.commit((transaction) => write(transaction, id, text));

  it('undoes only the work that failed', async () => {
    const database = openNotes();
    const outcomes = await Promise.allSettled([
      insert(database, 1, 'one'),
      database.commit(async (transaction) => {
        await write(transaction, 2);
        throw new AppError('envelope.conflict');
      }),
      insert(database, 1, 'twice'),
      insert(database, 3, 'three'),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await idsOf(database)).toEqual([1, 3]);
    await database.close();
  });

  it('shows nobody else what is not yet durable, and the work its own writes', async () => {
    const database = openNotes();
    let seenInside: number[] = [];
    let seenOutside: Promise<number[]> | null = null;
    const undone = database.commit(async (transaction) => {
      await write(transaction, 1);
      // Another request reads at this very moment.
      seenOutside = idsOf(database);
      seenInside = await idsOf(transaction);
      throw new AppError('envelope.conflict');
    });
    await expect(undone).rejects.toThrow('envelope.conflict');
    expect(seenInside).toEqual([1]);
    expect(await seenOutside).toEqual([]);
    await database.close();
  });

  it('ends a work that waits for something else, reads past its transaction or commits inside itself, alone', async () => {
    const database = openNotes();
    const outcomes = await Promise.allSettled([
      insert(database, 1, 'before'),
      database.commit(async (transaction) => {
        await write(transaction, 2);
        await new Promise(() => undefined);
      }),
      database.commit(async (transaction) => {
        await write(transaction, 3);
        await idsOf(database);
      }),
      database.commit(async (transaction) => {
        await write(transaction, 4);
        await insert(database, 5, 'inside');
      }),
      insert(database, 6, 'after'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
    ]);
    for (const outcome of outcomes.slice(1, 4)) {
      expect(String(outcome.status === 'rejected' && outcome.reason)).toContain('waited for something else');
    }
    // What was to be committed inside another work is a work of its own.
    await database.close();
    const again = openNotes();
    expect(await idsOf(again)).toEqual([1, 5, 6]);
    await again.close();
  });

  it('lends its transaction for the time of the work alone', async () => {
    const database = openNotes();
    const [late] = await Promise.all([database.commit(async (transaction) => () => write(transaction, 1))]);
    await expect(late()).rejects.toThrow('the transaction is over');
    expect(await idsOf(database)).toEqual([]);
    await database.close();
  });

  it('that was asked for before closing is made; afterwards none is', async () => {
    const database = openNotes();
    const first = insert(database, 1, 'one');
    await Promise.all([database.close(), first]);
    await expect(insert(database, 2, 'two')).rejects.toThrow();
    const again = openNotes();
    expect(await idsOf(again)).toEqual([1]);
    await again.close();
  });

  it('on a full disk says so, keeps what there was, and goes on when there is room', async () => {
    const database = openNotes(8);
    await insert(database, 1, 'small');
    const outcomes = await Promise.allSettled([
      insert(database, 2, 'x'.repeat(100_000)),
      insert(database, 3, 'y'.repeat(100_000)),
    ]);
    for (const outcome of outcomes) {
      expect(outcome.status === 'rejected' && (outcome.reason as AppError).code).toBe('store.disk-full');
    }
    expect(await idsOf(database)).toEqual([1]);
    database.prepare('PRAGMA max_page_count = 1000').get();
    await insert(database, 2, 'x'.repeat(100_000));
    expect(await idsOf(database)).toEqual([1, 2]);
    await database.close();
  });
});
