import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryEdition } from '../../contract/api/directory-edition-routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import { DirectoryFileHead, fromDirectoryRow } from '../../contract/model/directory-file.ts';
import { beginAnew } from '../../operator/backup/restore.ts';
import { inventEntries } from '../../operator/demo/directory-entries.ts';
import { directoryEditionHandlers } from '../../operator/routes/directory-edition.routes.ts';
import { createDirectoryEditions, type EditionParts } from '../../operator/services/directory-editions.ts';
import { sha256Hex } from '../../operator/services/edition-files.ts';
import { eventually } from '../support/session-driver.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const HOURS = 3_600_000;
let operator: TestOperator;
let claire: Workstation;
let invented: readonly DirectoryEntry[];

beforeAll(async () => {
  operator = await startTestOperator();
  invented = inventEntries(0)
    .slice(0, 300)
    .map(({ entry }) => entry);
  await operator.stores.directory.put(invented, 'national');
  claire = await operator.signedIn('claire-martin');
});
afterAll(() => operator.close());

const latest = async (who = claire) =>
  (await who.call<{ edition: DirectoryEdition | null }>('GET', '/v1/directory/edition')).json.edition;
/** The first is made once somebody asked for it. */
const edition = () => eventually(() => latest());
const fetchFile = (sha256: string, headers: Record<string, string> = {}, who = claire) =>
  who.call('GET', `/v1/directory/edition-files/${sha256}`, { headers });

/** What a file holds: entries that are put, addresses that are gone. */
function read(bytes: Uint8Array) {
  const [head, ...lines] = brotliDecompressSync(bytes).toString('utf8').trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as unknown);
  return {
    head: DirectoryFileHead.parse(JSON.parse(head ?? '')),
    entries: rows.filter(Array.isArray).map((row) => fromDirectoryRow(row, sha256Hex)),
    gone: rows.filter((row) => typeof row === 'string'),
  };
}

async function* oneByte() {
  yield Buffer.from('1');
}

let hours = 0;
/** A later edition than `number`, six hours having gone by; made by the job of another node of the same operator. */
async function editionAfter(number: number): Promise<DirectoryEdition> {
  hours += 7 * HOURS;
  const editions = createDirectoryEditions(
    { ...operator.stores, clock: () => new Date(Date.now() + hours) },
    () => undefined,
  );
  await editions.latest();
  await editions.refresh();
  const made = await latest();
  if (!made || made.number <= number) throw new Error('no later edition was made');
  return made;
}

describe('an edition of the directory', () => {
  it('holds every entry that may be found, and is what its digest says', async () => {
    const made = await edition();
    const file = await fetchFile(made.snapshot.sha256);
    expect(file.status).toBe(200);
    expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(made.snapshot.sha256);
    expect(file.bytes).toHaveLength(made.snapshot.sizeBytes);
    const { head, entries } = read(file.bytes);
    expect(head).toMatchObject({ series: made.series, number: made.number, content: 'all', madeAt: made.madeAt });
    expect(entries).toHaveLength(made.entries);
    expect(entries).toEqual(expect.arrayContaining([...invented]));
    const addresses = entries.map((entry) => entry?.address ?? '');
    expect(addresses).toEqual([...addresses].sort());
    expect(addresses).toContain('claire.martin@demo.medimail.example');
  });

  it('is served whole or in ranges, and may be kept for ever under its name', async () => {
    const { snapshot } = await edition();
    const whole = await fetchFile(snapshot.sha256);
    expect(whole.headers['cache-control']).toContain('immutable');
    expect(whole.headers['etag']).toBe(`"${snapshot.sha256}"`);
    const rest = await fetchFile(snapshot.sha256, { range: 'bytes=1000-' });
    expect(rest.status).toBe(206);
    expect(rest.headers['content-range']).toBe(`bytes 1000-${snapshot.sizeBytes - 1}/${snapshot.sizeBytes}`);
    expect(Buffer.compare(rest.bytes, whole.bytes.subarray(1000))).toBe(0);
    expect((await fetchFile(snapshot.sha256, { range: `bytes=${snapshot.sizeBytes}-` })).status).toBe(416);
    expect((await fetchFile('0'.repeat(64))).status).toBe(404);
  });

  it('is for certified accounts alone', async () => {
    const { snapshot } = await edition();
    const uncertified = await operator.signedIn('hugo-fabre');
    const account = await operator.stores.accounts.byId(uncertified.tokens?.account.accountId ?? '');
    expect(account?.card.certified).toBe(false);
    for (const path of ['edition', `edition-files/${snapshot.sha256}`]) {
      expect((await uncertified.call('GET', `/v1/directory/${path}`)).error.code).toBe('auth.forbidden');
    }
  });
});

describe('what changed from one edition to the next', () => {
  let before: DirectoryEdition;
  beforeEach(async () => {
    before = await edition();
  });

  it('is told with what is gone and without what stayed', async () => {
    const [changed, gone] = invented as readonly [DirectoryEntry, DirectoryEntry];
    await operator.stores.directory.put([{ ...changed, town: 'Brest' }], 'national');
    await operator.stores.directory.put([{ ...gone, address: 'other@pro.mssante.example' as never }], 'national');
    const made = await editionAfter(before.number);
    const [change] = made.changes.slice(-1);
    expect(change?.number).toBe(made.number);
    const told = read((await fetchFile(change?.sha256 ?? '')).bytes);
    expect(told.head).toMatchObject({ series: before.series, number: made.number, content: 'changes' });
    expect(told.entries.map((entry) => [entry?.address, entry?.town])).toEqual(
      expect.arrayContaining([
        [changed.address, 'Brest'],
        ['other@pro.mssante.example', gone.town],
      ]),
    );
    expect(told.entries).toHaveLength(2);
    expect(told.gone).toEqual([gone.address]);
  });

  it('takes out whoever goes on the red list', async () => {
    const hidden = invented[7] as DirectoryEntry;
    await operator.stores.directory.put([hidden], 'national', false);
    const made = await editionAfter(before.number);
    const told = read((await fetchFile(made.changes.at(-1)?.sha256 ?? '')).bytes);
    expect(told).toMatchObject({ entries: [], gone: [hidden.address] });
    const all = read((await fetchFile(made.snapshot.sha256)).bytes);
    expect(all.entries.some((entry) => entry?.address === hidden.address)).toBe(false);
    // Whoever fetches the snapshot before may still finish.
    expect((await fetchFile(before.snapshot.sha256)).status).toBe(200);
  });

  it('waits for six hours where no import was taken in, and is not made of nothing', async () => {
    await operator.stores.directory.put([{ ...(invented[9] as DirectoryEntry), town: 'Lannion' }], 'national');
    const now = createDirectoryEditions(
      { ...operator.stores, clock: () => new Date(Date.parse(before.madeAt) + HOURS) },
      () => undefined,
    );
    await now.latest();
    await now.refresh();
    expect((await latest())?.number).toBe(before.number);
    const made = await editionAfter(before.number);
    await expect(editionAfter(made.number)).rejects.toThrow('no later edition');
  });

  it('begins another series where the edition before cannot be read', async () => {
    await operator.stores.blobs.removeAll('national-directory');
    await operator.stores.directory.put([invented[3] as DirectoryEntry], 'national');
    await expect(editionAfter(before.number)).rejects.toThrow();
    const made = await editionAfter(0);
    expect(made).toMatchObject({ number: 1, changes: [] });
    expect(made.series).not.toBe(before.series);
    expect(read((await fetchFile(made.snapshot.sha256)).bytes).entries).toHaveLength(made.entries);
  });
});

describe('the files of editions', () => {
  const namesOf = async () => {
    const names: string[] = [];
    for await (const name of operator.stores.blobs.names('national-directory')) names.push(name);
    return names.sort();
  };
  const parts = (more: Partial<EditionParts> = {}): EditionParts => ({
    ...{ editions: operator.stores.editions, blobs: operator.stores.blobs },
    clock: () => new Date(Date.now() + hours),
    ...more,
  });
  const make = async (of: EditionParts) => {
    const editions = createDirectoryEditions(of, () => undefined);
    await editions.latest();
    await editions.refresh();
    return editions.latest();
  };
  const forget = async () => {
    const kept = await operator.stores.editions.edition();
    if (kept !== null) await operator.stores.editions.forgetEdition(kept);
  };

  it('of a node that was second with the first edition go, those of the one that was first stay', async () => {
    await forget();
    const { editions } = operator.stores;
    // While one writes, another comes, makes the same edition and is first.
    let other: DirectoryEdition | null = null;
    const late = {
      ...editions,
      async replaceEdition(...given: Parameters<typeof editions.replaceEdition>) {
        other = await make(parts());
        return editions.replaceEdition(...given);
      },
    };
    const latestOfBoth = await make(parts({ editions: late }));
    expect(latestOfBoth).toEqual(other);
    const names = await namesOf();
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => name.startsWith(`${latestOfBoth?.series}.`))).toBe(true);
    const { snapshot } = await edition();
    expect((await fetchFile(snapshot.sha256)).status).toBe(200);
  });

  it('do not stay where the edition fails, and none are made while the directory cannot be written', async () => {
    await edition();
    const before = await namesOf();
    const { editions } = operator.stores;
    await operator.stores.directory.put([{ ...(invented[11] as DirectoryEntry), town: 'Vannes' }], 'national');
    hours += 7 * HOURS;
    const refuse = async () => {
      throw new AppError('operator.unavailable');
    };
    await expect(make(parts({ editions: { ...editions, replaceEdition: refuse } }))).rejects.toThrow('unavailable');
    expect(await namesOf()).toEqual(before);
    let read = 0;
    const busy = {
      ...editions,
      expectWritable: refuse,
      async findable(...given: Parameters<typeof editions.findable>) {
        read += 1;
        return editions.findable(...given);
      },
    };
    await expect(make(parts({ editions: busy }))).rejects.toThrow('unavailable');
    expect(read).toBe(0);
  });

  it('are of another series once the operator began anew', async () => {
    const before = await edition();
    await beginAnew(operator.stores, new Date());
    const made = await make(parts());
    expect(made).toMatchObject({ number: 1, changes: [] });
    expect(made?.series).not.toBe(before.series);
    claire = await operator.signedIn('claire-martin');
  });
});

describe('downloads of editions', () => {
  it('that are begun at once find no more places than there are, and give theirs back', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const file = async (sha256: string) => {
      await gate;
      if (sha256 === 'gone') return null;
      return { ...{ name: 'a', sizeBytes: 1, sha256 }, read: () => oneByte() };
    };
    const editions = { file, latest: async () => null, refresh: async () => undefined };
    const handlers = directoryEditionHandlers(editions, () => new Date(), 2);
    const app = fastify();
    const caller = { account: { card: { accountId: 'a', certified: true } } };
    app.get<{ Params: { sha256: string } }>('/:sha256', (request, reply) =>
      handlers.directoryEditionFile({ caller, params: request.params, request, reply } as never),
    );
    const burst = async (sha256: string) => {
      const answers = Promise.all(Array.from({ length: 5 }, () => app.inject(`/${sha256}`)));
      open();
      const codes = (await answers).map((answer) => answer.json<{ code?: string } | number>());
      return codes.filter((answer) => (answer as { code?: string }).code === 'operator.too-many-requests').length;
    };
    for (const sha256 of ['gone', 'kept', 'gone', 'kept']) expect(await burst(sha256), sha256).toBe(3);
    await app.close();
  });

  it('are bounded for each account', async () => {
    const { snapshot } = await edition();
    const sophie = await operator.signedIn('sophie-blanc');
    let refused = null;
    for (let count = 0; count < 80 && !refused; count += 1) {
      const answer = await fetchFile(snapshot.sha256, { range: 'bytes=0-0' }, sophie);
      if (answer.status === 429) refused = answer;
    }
    expect(refused?.error.code).toBe('operator.too-many-requests');
    expect((await fetchFile(snapshot.sha256, { range: 'bytes=0-0' })).status).toBe(206);
  });
});
