import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { SqliteDatabase } from '../../operator/store/sqlite/database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function failure(work: () => { close(): void }): string {
  try {
    work().close();
    return 'opened';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

const file = (name: string) => join(folder, name);
const make = () => openStores(folder).close();

describe('a data folder', () => {
  it('is made on first start and opens again', () => {
    make();
    expect(failure(() => openStores(folder))).toBe('opened');
  });

  it('written by a later version is left untouched and named so', () => {
    make();
    const directory = new Database(file('directory.db'));
    directory.pragma('user_version = 9990');
    directory.close();
    const before = readFileSync(file('directory.db'));
    expect(failure(() => openStores(folder))).toBe('store.from-the-future');
    expect(readFileSync(file('directory.db')).equals(before)).toBe(true);
  });

  it('with another master key, or none, is named so and nothing is made anew', () => {
    make();
    const key = readFileSync(file('master.key'));
    writeFileSync(file('master.key'), Buffer.alloc(32, 7));
    expect(failure(() => openStores(folder))).toBe('store.wrong-key');
    rmSync(file('master.key'));
    expect(failure(() => openStores(folder))).toBe('store.wrong-key');
    writeFileSync(file('master.key'), key.subarray(0, 16));
    expect(failure(() => openStores(folder))).toBe('store.wrong-key');
    writeFileSync(file('master.key'), key);
    expect(failure(() => openStores(folder))).toBe('opened');
  });

  it.each(['operator.db', 'keys.db', 'directory.db'])('whose %s is corrupt is named so', (name) => {
    make();
    rmSync(file(`${name}-wal`), { force: true });
    const bytes = readFileSync(file(name));
    bytes.fill(0xa5, 0, 2048);
    writeFileSync(file(name), bytes);
    expect(failure(() => openStores(folder))).toBe('store.corrupt');
  });

  it('with a page that was changed fails its check', () => {
    make();
    const bytes = readFileSync(file('operator.db'));
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(file('operator.db'), bytes);
    const stores = openStores(folder);
    expect(() => stores.checkIntegrity()).toThrow('store.corrupt');
    stores.close();
  });

  it('cut short is corrupt', () => {
    make();
    truncateSync(file('operator.db'), 5000);
    rmSync(file('operator.db-wal'), { force: true });
    expect(
      failure(() => {
        const stores = openStores(folder);
        try {
          stores.checkIntegrity();
        } finally {
          stores.close();
        }
        return stores;
      }),
    ).toBe('store.corrupt');
  });

  it('takes one operator at a time', () => {
    const stores = openStores(folder);
    expect(failure(() => openStores(folder))).toBe('operator.unavailable');
    stores.close();
    expect(failure(() => openStores(folder))).toBe('opened');
  });

  it('copied without its key file cannot be opened', () => {
    make();
    const other = mkdtempSync(join(tmpdir(), 'medimail-data-'));
    for (const name of ['operator.db', 'keys.db', 'directory.db', 'master.check'])
      copyFileSync(file(name), join(other, name));
    expect(failure(() => openStores(other))).toBe('store.wrong-key');
    rmSync(other, { recursive: true });
  });
});

describe('a group commit', () => {
  interface Schema {
    notes: { id: number; text: string };
  }
  const open = (maxPages?: number) => {
    const migrations = [
      { id: 10, name: 'notes', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT' },
    ];
    const database = new SqliteDatabase<Schema>({ file: file('notes.db'), key: null, migrations });
    if (maxPages) database.prepare(`PRAGMA max_page_count = ${maxPages}`).get();
    return database;
  };
  const count = (database: SqliteDatabase<Schema>) =>
    database.all(database.build.selectFrom('notes').select('id')).length;
  const insert = (database: SqliteDatabase<Schema>, id: number, text: string) =>
    database.commit(() => database.run(database.build.insertInto('notes').values({ id, text })));

  it('undoes only the work that failed', async () => {
    const database = open();
    const outcomes = await Promise.allSettled([
      insert(database, 1, 'one'),
      database.commit(() => {
        database.run(database.build.insertInto('notes').values({ id: 2, text: 'two' }));
        throw new AppError('envelope.conflict');
      }),
      insert(database, 1, 'twice'),
      insert(database, 3, 'three'),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(database.all(database.build.selectFrom('notes').select('id').orderBy('id'))).toEqual([{ id: 1 }, { id: 3 }]);
    database.close();
  });

  it('on a full disk says so, keeps what there was, and goes on when there is room', async () => {
    const database = open(8);
    await insert(database, 1, 'small');
    const outcomes = await Promise.allSettled([
      insert(database, 2, 'x'.repeat(100_000)),
      insert(database, 3, 'y'.repeat(100_000)),
    ]);
    for (const outcome of outcomes) {
      expect(outcome.status === 'rejected' && (outcome.reason as AppError).code).toBe('store.disk-full');
    }
    expect(count(database)).toBe(1);
    database.prepare('PRAGMA max_page_count = 1000').get();
    await insert(database, 2, 'x'.repeat(100_000));
    expect(count(database)).toBe(2);
    database.close();
  });
});
