/** Moving from the data folder to PostgreSQL: nothing is lost, and what was begun is begun again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresConfig } from '../../operator/config.ts';
import { entriesOfPeople } from '../../operator/demo/directory-entries.ts';
import { demoAccounts } from '../../operator/demo/people.ts';
import { copyDatabase } from '../../operator/store/copy-database.ts';
import { openStores, type Stores } from '../../operator/store/open-stores.ts';
import { openSchemas } from '../../operator/store/postgres/open-databases.ts';
import { logEvents } from '../operator/support/log-events.ts';
import { person, publishIn } from '../operator/support/mail-desk.ts';
import { asAdministrator, freshPostgres } from '../operator/support/test-database.ts';

const now = new Date('2026-11-27T10:00:00.000Z');
const paul = person('paul.leroy');
const people = demoAccounts(new Map());

let folder: string;
let dataFolder: string;
let database: PostgresConfig;
const ids: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-move-'));
  dataFolder = join(folder, 'data');
  database = await freshPostgres();
  const stores = await openStores({ dataFolder });
  await stores.accounts.insert(people);
  await stores.directory.put(entriesOfPeople(people));
  for (let letter = 0; letter < 5; letter += 1) ids.push(await publishIn(stores, now, `Essai ${letter}`, [paul]));
  await stores.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What one notices of stores: the log, an account's changes, keys, mails to send, the directory. */
async function impressionOf(stores: Stores) {
  const contentIds = await stores.vault.contentIds('', 100);
  return {
    log: await stores.log.id(),
    events: await logEvents(stores.log),
    page: await stores.envelopes.page(paul.accountId, 0, 0, 100),
    epoch: await stores.envelopes.epoch(),
    keys: await Promise.all(contentIds.map((id) => stores.vault.find(id))),
    mails: await stores.mails.claim(new Date('2027-01-01T00:00:00.000Z'), new Date(0), 100),
    accounts: await stores.accounts.count(),
    found: await stores.directory.match(['ler', 'p'], 10, 100),
    listed: await stores.directory.search({ familyPrefix: 'm' }, { offset: 0, limit: 50 }, 1000),
  };
}

async function impression(place: Parameters<typeof openStores>[0]) {
  const stores = await openStores(place);
  try {
    return await impressionOf(stores);
  } finally {
    await stores.close();
  }
}

describe('a database of keys', () => {
  it('that holds another operator’s is not written over, whatever the rest is', async () => {
    const { keys, close } = await openSchemas(database, 'operate');
    const secret = { name: 'answer-key', wrapped: Buffer.of(1) };
    await keys.commit((transaction) => transaction.run(transaction.build.insertInto('secrets').values(secret)));
    await expect(copyDatabase({ dataFolder, database })).rejects.toThrow('holds keys that these files do not');
    expect(await keys.all(keys.build.selectFrom('secrets').selectAll())).toEqual([secret]);
    await keys.commit((transaction) => transaction.run(transaction.build.deleteFrom('secrets')));
    await close();
  });
});

describe('a copied database', () => {
  it('that was interrupted has no operator, and is filled anew; then everything is as it was', async () => {
    const before = await impression({ dataFolder });
    // What a copy leaves that ended early: rows that are no more, in a database without an operator.
    const half = await openSchemas(database, 'operate');
    await half.main.commit((transaction) =>
      transaction.run(transaction.build.insertInto('meta').values({ key: 'old', value: 'x' })),
    );
    await half.close();
    expect(await copyDatabase({ dataFolder, database })).toMatchObject({ events: 10 });
    const after = await impression({ dataFolder, database });
    expect(after).toEqual(before);
    expect(after.events.map(({ envelopeId }) => envelopeId)).toEqual(ids.flatMap((id) => [id, id]));
  });

  it('goes on where it was: numbers follow those that were given', async () => {
    const stores = await openStores({ dataFolder, database });
    await publishIn(stores, now, 'Essai', [paul]);
    expect((await logEvents(stores.log)).at(-1)?.seq).toBe(12);
    expect(await stores.mails.claim(new Date('2027-01-01T00:00:00.000Z'), new Date(0), 100)).toHaveLength(12);
    await stores.close();
  });

  it('on which an operator runs is not written over', async () => {
    await expect(copyDatabase({ dataFolder, database })).rejects.toThrow('an operator runs on that database already');
    expect((await asEvents()).length).toBe(12);
  });
});

function asEvents() {
  const name = new URL(database.url).pathname.slice(1);
  return asAdministrator(async (client) => (await client.query('SELECT seq FROM medimail.events')).rows, name);
}
