import { mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plain } from '../../operator/store/sql/database.ts';
import { SqliteDatabase } from '../../operator/store/sqlite/database.ts';

const sql = 'CREATE TABLE letters (id INTEGER PRIMARY KEY) STRICT;';
const insert = (id: number) => plain('INSERT INTO letters (id) VALUES (?)', id);
const letters = plain<{ id: number }>('SELECT id FROM letters ORDER BY id');

let folder: string;
let file: string;
let database: SqliteDatabase<never>;
const open = () => new SqliteDatabase<never>({ file, key: null, migrations: [{ id: 10, name: 'letters', sql }] });
const add = (id: number) => database.commit((transaction) => transaction.run(insert(id)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-durable-'));
  file = join(folder, 'x.db');
  database = open();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

describe('a commit', () => {
  it('is read by nobody before it is acknowledged', async () => {
    const seen: string[] = [];
    const writing = add(1).then(() => seen.push('acknowledged'));
    // One turn later the transaction is committed, and the disk has not answered.
    await new Promise((resolve) => setImmediate(resolve));
    const reading = database.all(letters).then((rows) => seen.push(`read ${rows.length}`));
    await Promise.all([writing, reading]);
    expect(seen).toEqual(['acknowledged', 'read 1']);
  });

  it('takes with it whatever came while the disk was waited for', async () => {
    await Promise.all([add(1), add(2), new Promise((resolve) => setImmediate(resolve)).then(() => add(3))]);
    expect(await database.all(letters)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it('that the disk does not confirm is not acknowledged, and nothing is read or written until the file is opened again', async () => {
    unlinkSync(`${file}-wal`);
    await expect(add(1)).rejects.toMatchObject({ code: 'operator.unavailable', retry: 'later' });
    await expect(database.all(letters)).rejects.toMatchObject({ code: 'operator.unavailable', retry: 'later' });
    await expect(database.first(letters)).rejects.toMatchObject({ code: 'operator.unavailable', retry: 'later' });
    await database.failed;
    await expect(add(2)).rejects.toMatchObject({ code: 'operator.unavailable', retry: 'later' });
    await database.close();
    database = open();
    await add(3);
    expect((await database.all(letters)).at(-1)).toEqual({ id: 3 });
  });
});
