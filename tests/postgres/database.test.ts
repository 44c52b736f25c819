/** One schema of a PostgreSQL database: what takes long, what is erased, what it cannot hold, what fails at its start. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresConfig } from '../../operator/config.ts';
import { PostgresDatabase } from '../../operator/store/postgres/database.ts';
import { beginNationalImport } from '../../operator/store/postgres/national-import.ts';
import { openSchemas, type PostgresSchemas } from '../../operator/store/postgres/open-databases.ts';
import { plain } from '../../operator/store/sql/database.ts';
import { createKeyVault } from '../../operator/store/sql/key-vault.ts';
import { asAdministrator, freshPostgres } from '../operator/support/test-database.ts';

let database: PostgresConfig;
let schemas: PostgresSchemas;
const onServer = <T>(work: Parameters<typeof asAdministrator<T>>[0]) =>
  asAdministrator(work, new URL(database.url).pathname.slice(1));

beforeAll(async () => {
  database = await freshPostgres();
  schemas = await openSchemas(database, 'operate');
});
afterAll(() => schemas.close());

describe('what takes as long as the tables are large', () => {
  /** A schema whose works wait for nothing longer than 50 ms, and what its migration found of such limits. */
  async function hasty() {
    const limits = "current_setting('statement_timeout') AS statements, current_setting('lock_timeout') AS locks";
    const migrations = [{ id: 1, name: 'limits', sql: `CREATE TABLE limits AS SELECT ${limits}` }];
    const place = { url: database.url, config: database, schema: 'hasty', migrations, access: 'operate' } as const;
    return PostgresDatabase.open<Record<string, never>>({ ...place, turnMs: 50 });
  }

  it('has all the time that it needs: migrations, the check of all rows, clearing away', async () => {
    const hurried = await hasty();
    const limits = plain<{ statements: string; locks: string }>('SELECT * FROM limits');
    expect(await hurried.all(limits)).toEqual([{ statements: '0', locks: '0' }]);
    for (const work of [() => hurried.checkIntegrity(), () => hurried.purge()]) {
      await onServer(async (server) => {
        await server.query('BEGIN; LOCK TABLE hasty.limits IN ACCESS EXCLUSIVE MODE');
        const waiting = work();
        // Longer than any other work would wait.
        const late = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'hasty.limits'::regclass
          AND clock_timestamp() - waitstart > interval '200 ms'`;
        await expect.poll(async () => (await server.query(late)).rowCount, { timeout: 10_000 }).toBe(1);
        await server.query('COMMIT');
        await waiting;
      });
    }
    // Afterwards limits are what they were.
    const now = plain<{ locks: string }>("SELECT current_setting('lock_timeout') AS locks");
    expect(await hurried.all(now)).toEqual([{ locks: '50ms' }]);
    await hurried.close();
  });
});

describe('keys that are destroyed', () => {
  const vaultOn = (purge: () => Promise<boolean>) => {
    const { keys } = schemas;
    const { build, words } = keys;
    const commit: typeof keys.commit = (work) => keys.commit(work);
    const all: typeof keys.all = (query) => keys.all(query);
    const first: typeof keys.first = (query) => keys.first(query);
    return createKeyVault({ build, words, commit, all, first, purge }, Buffer.alloc(32, 1));
  };

  it('are known to stay in the table for now where somebody began to read before', async () => {
    const { keys } = schemas;
    await onServer(async (reader) => {
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM medimail_keys.content_keys');
      const vault = vaultOn(() => keys.purge());
      await vault.create('seen', new Date());
      await vault.destroy(['seen']);
      expect(await keys.purge()).toBe(false);
      await reader.query('COMMIT');
    });
    await expect.poll(() => keys.purge()).toBe(true);
  });

  it('are destroyed for whoever asked also where clearing away fails, which is told and done later', async () => {
    let isBroken = true;
    let cleared = 0;
    const vault = vaultOn(async () => {
      if (isBroken) throw new Error('no room');
      cleared += 1;
      return true;
    });
    await vault.create('content', new Date());
    await vault.destroy(['content']);
    expect(await vault.find('content')).toBeNull();
    await expect(vault.destroy([])).rejects.toThrow('no room');
    isBroken = false;
    await vault.destroy([]);
    await vault.destroy([]);
    expect(cleared).toBe(1);
  });
});

describe('text that no server can hold', () => {
  it.each([
    ['half a character', '{"a":"\\ud800"}'],
    ['NUL', '{"a":"\\u0000"}'],
  ])('is a request that is not valid, and no failure of the operator: %s', async (_, json) => {
    const asked = schemas.main.all(plain("SELECT (?::json ->> 'a') AS a", json));
    await expect(asked).rejects.toMatchObject({ code: 'request.invalid', details: { field: 'text' } });
  });
});

describe('an import of the directory', () => {
  it('that cannot begin leaves no connection behind, so that everything can be closed', async () => {
    const place = await freshPostgres();
    const other = await openSchemas(place, 'operate');
    await other.directory.connect().then(async (client) => {
      await client.query('DROP TABLE imports');
      client.release();
    });
    await expect(beginNationalImport(other.directory)).rejects.toThrow('imports');
    await other.close();
  });
});
