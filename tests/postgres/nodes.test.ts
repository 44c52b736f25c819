/** Several nodes on one PostgreSQL database, and connections that break. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { verifyEventChain } from '../../envelope/evidence/verify-events.ts';
import type { PostgresConfig } from '../../operator/config.ts';
import { openStores, type Stores } from '../../operator/store/open-stores.ts';
import { openSchemas } from '../../operator/store/postgres/open-databases.ts';
import { inTurn } from '../../operator/store/postgres/turn.ts';
import { logEvents } from '../operator/support/log-events.ts';
import { event, person, publishIn } from '../operator/support/mail-desk.ts';
import { asAdministrator, freshPostgres } from '../operator/support/test-database.ts';

const NODES = 3;
const LETTERS = 8;

let folder: string;
let database: PostgresConfig;
const nodes: Stores[] = [];
const paul = person('paul.leroy');

/** A node has its own data folder, and the master key that all of them have. */
const openNode = async (name: string) =>
  openStores({ dataFolder: join(folder, name), masterKeyFile: join(folder, 'master.key'), database });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-nodes-'));
  database = await freshPostgres();
  for (let node = 0; node < NODES; node += 1) nodes.push(await openNode(`node-${node}`));
});
afterAll(async () => {
  for (const node of nodes) await node.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('three nodes that write at once', () => {
  const ids: string[] = [];

  it('give the log one sequence without gaps, and every account all of its changes in order', async () => {
    const now = new Date('2026-11-27T10:00:00.000Z');
    const deposits = nodes.map(async (stores) => {
      for (let letter = 0; letter < LETTERS; letter += 1) {
        const id = await publishIn(stores, now, `Essai ${letter}`, [paul]);
        ids.push(id);
        const step = { envelopeId: id, address: paul.address, state: 'delivered' as const };
        await stores.envelopes.advance({ ...step, event: event('delivered', now.toISOString(), paul.address) });
      }
    });
    await Promise.all(deposits);
    const [first] = nodes;
    if (!first) throw new Error('no node');
    const events = await logEvents(first.log);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(verifyEventChain(events)).toMatchObject({ ok: true, gaps: 0 });
    expect(events.filter(({ kind }) => kind === 'delivered')).toHaveLength(NODES * LETTERS);
    expect(await feedOf(first)).toEqual(new Set(ids));
    // Each leaf is under the root: the tree was written in the order of the log.
    expect((await first.log.root(events.length)).length).toBe(32);
    expect(await first.log.subtreeCount()).toBe(completeSubtrees(events.length));
  });

  it('see at once what another one acknowledged', async () => {
    const [one, other] = nodes;
    if (!one || !other) throw new Error('no node');
    const id = await publishIn(one, new Date(), 'Essai', [paul]);
    expect((await other.envelopes.find(id))?.id).toBe(id);
    expect(await other.vault.find((await other.envelopes.find(id))?.contentId ?? '')).not.toBeNull();
  });

  it('share the keys of a month, also after one of them has dropped it', async () => {
    const [one, other] = nodes;
    if (!one || !other) throw new Error('no node');
    const month = new Date('2031-01-15T10:00:00.000Z');
    await one.vault.create('first', month);
    await other.vault.find('first');
    await one.vault.destroy(['first']);
    const made = await one.vault.create('second', month);
    const third = await other.vault.create('third', month);
    expect(await other.vault.find('second')).toEqual(made);
    expect(await one.vault.find('third')).toEqual(third);
  });

  it('are refused with another master key', async () => {
    const opening = openStores({ dataFolder: join(folder, 'other'), database });
    await expect(opening).rejects.toThrow('store.wrong-key');
  });
});

describe('a connection that breaks', () => {
  const kill = (query: string) =>
    asAdministrator((client) =>
      client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND ${query}`, [
        new URL(database.url).pathname.slice(1),
      ]),
    );

  it('in the middle of a commit undoes it, says so, and the next work finds another one', async () => {
    const { main, close } = await openSchemas(database, 'beside');
    const put = (key: string, during: () => Promise<unknown>) =>
      main.commit(async (transaction) => {
        await transaction.run(transaction.build.insertInto('meta').values({ key, value: 'x' }));
        await during();
        return transaction.run(transaction.build.insertInto('meta').values({ key: `${key}-2`, value: 'x' }));
      });
    const outcomes = await Promise.allSettled([
      put('a', async () => undefined),
      put('b', () => kill("state = 'idle in transaction'")),
      put('c', async () => undefined),
    ]);
    for (const outcome of outcomes) {
      const reason = outcome.status === 'rejected' ? (outcome.reason as unknown) : null;
      expect(reason).toBeInstanceOf(AppError);
      expect((reason as AppError).code).toBe('operator.unavailable');
    }
    expect(await put('d', async () => undefined)).toBe(1);
    const kept = await main.all(main.build.selectFrom('meta').select('key').where('key', 'like', '_%').orderBy('key'));
    expect(kept.map(({ key }) => key).filter((key) => key.length < 4)).toEqual(['d', 'd-2']);
    await close();
  });

  it('while nobody uses it is not noticed', async () => {
    const [node] = nodes;
    if (!node) throw new Error('no node');
    await node.accounts.count();
    await kill("state = 'idle'");
    await expect
      .poll(() =>
        node.accounts.count().then(
          () => 'answered',
          () => 'not yet',
        ),
      )
      .toBe('answered');
  });
});

describe('a work', () => {
  it('that waits too long for its turn is told to come back later, and readers do not wait', async () => {
    const { main, close } = await openSchemas(database, 'beside');
    const other = await main.connect();
    await other.query(inTurn('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; '));
    await main.connect().then(async (client) => {
      await client.query('SET lock_timeout = 100');
      await expect(client.query(inTurn('BEGIN; '))).rejects.toThrow('lock timeout');
      client.release(true);
    });
    expect(await main.all(main.build.selectFrom('meta').selectAll())).not.toEqual([]);
    other.release(true);
    await close();
  });

  it('cannot change the log, nor empty it', async () => {
    const { main, close } = await openSchemas(database, 'beside');
    const client = await main.connect();
    const rewriting = ["UPDATE events SET kind = 'x'", 'DELETE FROM events', 'TRUNCATE events'];
    for (const text of rewriting) await expect(client.query(text)).rejects.toThrow('permission denied');
    client.release();
    await asAdministrator(async (all) => {
      await all.query('SET search_path TO medimail');
      for (const text of rewriting) await expect(all.query(text)).rejects.toThrow(/^events (are final|stay)$/);
    }, new URL(database.url).pathname.slice(1));
    await close();
  });
});

/** Every envelope that an account's feed tells of, read page by page. */
async function feedOf(stores: Stores): Promise<Set<string>> {
  const found = new Set<string>();
  for (let position = 0; ; ) {
    const page = await stores.envelopes.page(paul.accountId, 0, position, 7);
    for (const row of page) found.add(row.envelope.id);
    const last = page.at(-1);
    if (!last) return found;
    expect(last.position).toBeGreaterThan(position);
    position = last.position;
  }
}

function completeSubtrees(leaves: number): number {
  let count = 0;
  for (let width = leaves; width > 0; width = Math.floor(width / 2)) count += width;
  return count;
}
