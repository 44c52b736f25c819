import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { departmentOfPostalCode, departments, findDepartment } from '../../contract/model/departments.ts';
import { type DirectoryCriteria, type DirectoryEntry, foldName } from '../../contract/model/directory.ts';
import { AccountCard, EmailAddress } from '../../contract/model/person.ts';
import { professions } from '../../contract/model/professions.ts';
import { DEMO_ENTRIES, entriesOfPeople, inventEntries } from '../../operator/demo/directory-entries.ts';
import { demoAccounts } from '../../operator/demo/people.ts';
import { searchDirectory, suggestEntries } from '../../operator/services/directory.ts';
import type { Account } from '../../operator/services/ports/accounts.ts';
import { openDirectory } from '../../operator/store/open-stores.ts';
import { isOnPostgres } from './support/test-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
let all: DirectoryEntry[];

beforeAll(async () => {
  operator = await startTestOperator();
  const people = entriesOfPeople(demoAccounts(new Map()));
  all = [...people, ...inventEntries(people.length).map((one) => one.entry)];
  await operator.stores.directory.put(all);
  claire = await operator.signedIn('claire-martin');
});
afterAll(() => operator.close());

interface Found {
  readonly entries: DirectoryEntry[];
  readonly total: number;
  readonly more: boolean;
}
const search = async (criteria: DirectoryCriteria, limit = 50) =>
  (await claire.call<Found>('POST', '/v1/directory/search', { body: { criteria, limit } })).json;
const suggest = async (text: string) =>
  (await claire.call<Found>('POST', '/v1/directory/suggest', { body: { text } })).json;

describe('the directory of the demonstration', () => {
  it('has five thousand different entries, the same every time', () => {
    expect(all).toHaveLength(DEMO_ENTRIES);
    expect(new Set(all.map((entry) => entry.address)).size).toBe(DEMO_ENTRIES);
    expect(new Set(all.map((entry) => entry.id)).size).toBe(DEMO_ENTRIES);
    const again = inventEntries(all.length - inventEntries(0).length + DEMO_ENTRIES - 5);
    expect(again).toHaveLength(5);
  });
});

describe('the six criteria', () => {
  it.each<[string, DirectoryCriteria, (entry: DirectoryEntry) => boolean]>([
    ['a name', { familyName: 'Rou' }, (e) => /^rou/i.test(e.familyName)],
    ['a name without its accent', { familyName: 'lefev' }, (e) => /^lef[eè]v/i.test(e.familyName)],
    ['a first name', { givenName: 'hélène' }, (e) => e.givenName === 'Hélène'],
    ['a department', { department: '2a' }, (e) => e.department === '2A'],
    ['a town', { town: 'aix en' }, (e) => e.town === 'Aix-en-Provence'],
    ['a town of one letter', { town: 'T' }, (e) => e.town?.startsWith('T') ?? false],
    ['a profession', { profession: 'sage-femme' }, (e) => e.profession === 'Sage-femme'],
    [
      'a specialty',
      { profession: 'Médecin', specialty: 'cardiologie' },
      (e) => e.profession === 'Médecin' && e.specialty === 'Cardiologie',
    ],
    [
      'all six',
      {
        familyName: 'mar',
        givenName: 'cla',
        department: '83',
        town: 'tou',
        profession: 'médecin',
        specialty: 'médecine générale',
      },
      (e) => e.address === 'claire.martin@demo.medimail.example',
    ],
  ])('find by %s', async (_name, criteria, holds) => {
    const expected = all.filter(holds).map((entry) => entry.id);
    const found = await search(criteria, 200);
    expect(expected.length).toBeGreaterThan(0);
    expect(found.total).toBe(expected.length);
    const ids = found.entries.map((entry) => entry.id);
    expect(ids).toHaveLength(Math.min(200, expected.length));
    expect(expected).toEqual(expect.arrayContaining(ids));
  });

  it('do not count names below three letters', async () => {
    expect((await search({ familyName: 'ro', department: '06' })).total).toBe(
      (await search({ department: '06' })).total,
    );
  });

  it('say when there is more', async () => {
    expect(await search({ department: '83' }, 10)).toMatchObject({ more: true });
    expect(await search({ familyName: 'zzz' })).toEqual({ entries: [], more: false, total: 0 });
  });

  it('come in the order of names', async () => {
    const { entries } = await search({ familyName: 'mar' }, 200);
    const names = entries.map((entry) => foldName(entry.familyName));
    expect(names).toEqual([...names].sort());
  });

  it('take nothing that would be SQL', async () => {
    for (const text of ["' OR 1=1 --", '%%%', '___', '"*" OR a', 'a\u0000bc']) {
      expect((await search({ familyName: text })).entries).toEqual([]);
    }
  });
});

describe('pages of results', () => {
  const page = async (criteria: DirectoryCriteria, offset: number, limit: number) =>
    (await claire.call<Found>('POST', '/v1/directory/search', { body: { criteria, offset, limit } })).json;

  it.each<[string, DirectoryCriteria]>([
    ['in the order of names', { familyName: 'mar' }],
    ['by a list alone', { department: '83' }],
    ['by a long list in no order of its own', { town: 'n', profession: 'Médecin' }],
  ])('follow one another without gap or repetition: %s', async (_how, criteria) => {
    const whole = await page(criteria, 0, 200);
    const pages: DirectoryEntry[] = [];
    for (let offset = 0; offset < 200; offset += 40) pages.push(...(await page(criteria, offset, 40)).entries);
    expect(pages.map(({ id }) => id)).toEqual(whole.entries.map(({ id }) => id));
  });

  it('end with the last person, and all tell how many there are', async () => {
    const { total } = await page({ familyName: 'rou' }, 0, 10);
    const last = await page({ familyName: 'rou' }, total - 1, 10);
    expect([last.entries.length, last.total, last.more]).toEqual([1, total, false]);
    const behind = await page({ familyName: 'rou' }, total, 10);
    expect([behind.entries.length, behind.total, behind.more]).toEqual([0, total, false]);
  });

  it('lead no further than a thousand people: then the criteria are to be narrowed', async () => {
    const everybody = {};
    const last = await page(everybody, 990, 50);
    expect([last.entries.length, last.total, last.more]).toEqual([10, 1_000, false]);
    expect((await page(everybody, 1_000, 50)).entries).toEqual([]);
    const { status } = await claire.call('POST', '/v1/directory/search', {
      body: { criteria: everybody, offset: 1_001 },
    });
    expect(status).toBe(400);
  });
});

describe('what is found while typing', () => {
  it.each(['claire mart', 'mart claire', 'MARTIN Claire', 'martin toulon', 'martin général', 'claire.martin'])(
    'for « %s » has Dr Claire MARTIN among the first',
    async (text) => {
      const { entries } = await suggest(text);
      expect(entries.map((entry) => entry.address)).toContain('claire.martin@demo.medimail.example');
    },
  );

  it('puts surnames before everything else', async () => {
    const { entries } = await suggest('rou');
    expect(entries).toHaveLength(8);
    for (const entry of entries) expect(entry.familyName).toMatch(/^Rou/);
  });

  it('finds a service by any of its words', async () => {
    const { entries } = await suggest('deux riv cardio');
    expect(entries[0]).toMatchObject({ kind: 'organisation', familyName: 'CH des Deux-Rives · Cardiologie' });
  });

  it('compares long words to their end', async () => {
    expect((await suggest('cardiologie')).entries.length).toBeGreaterThan(0);
    expect((await suggest('cardiologique')).entries).toEqual([]);
  });

  it('is nothing for signs, and never fails', async () => {
    for (const text of ['…', '"', '* AND', 'NEAR(a b)', "d'", 'é', '日本']) {
      const answer = await claire.call<Found>('POST', '/v1/directory/suggest', { body: { text } });
      expect(answer.status).toBe(200);
    }
    expect(await suggest('!?')).toEqual({ entries: [], total: 0 });
  });
});

describe('many people of both names', () => {
  it('come in the order of names, page after page', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'medimail-directory-'));
    const { store, close } = await openDirectory({ dataFolder });
    const alike = (rank: number): DirectoryEntry => ({
      ...(all[0] as DirectoryEntry),
      id: `alike-${rank}` as DirectoryEntry['id'],
      accountId: null,
      address: EmailAddress.parse(`alike.${rank}@x.example`),
      // Neither the order of entering nor that of names alone; every third has another first name.
      familyName: `MARTIN${String((rank * 7_919) % 5_000).padStart(4, '0')}`,
      givenName: rank % 3 === 0 ? 'Paul' : `Anne${rank}`,
    });
    const everybody = Array.from({ length: 5_000 }, (_, rank) => alike(rank));
    await store.put(everybody, 'national');
    const wanted = everybody
      .filter(({ givenName }) => givenName !== 'Paul')
      .map(({ familyName }) => familyName)
      .sort();
    const criteria = { familyPrefix: 'martin', givenPrefix: 'anne' };
    const seen: string[] = [];
    for (let offset = 0; offset < 200; offset += 50) {
      const { entries, total } = await store.search(criteria, { offset, limit: 50 }, 1_000);
      expect(total).toBe(1_000);
      seen.push(...entries.map(({ familyName }) => familyName));
    }
    expect(seen).toEqual(wanted.slice(0, 200));
    const few = await store.search({ familyPrefix: 'martin000', givenPrefix: 'anne' }, { offset: 0, limit: 50 }, 1_000);
    expect(few.entries.map(({ familyName }) => familyName)).toEqual(
      wanted.filter((name) => name.startsWith('MARTIN000')),
    );
    expect(few.total).toBe(few.entries.length);
    await close();
    rmSync(dataFolder, { recursive: true });
  }, 30_000);
});

describe('entries of known addresses', () => {
  it('are resolved, unknown ones left out', async () => {
    const addresses = ['PAUL.LEROY@demo.medimail.example', 'nobody@x.example'];
    const { entries } = (await claire.call<Found>('POST', '/v1/directory/resolve', { body: { addresses } })).json;
    expect(entries.map((entry) => entry.familyName)).toEqual(['Leroy']);
    const one = await claire.call<DirectoryEntry>('GET', `/v1/directory/entries/${entries[0]?.id}`);
    expect(one.json).toEqual(entries[0]);
    expect((await claire.call('GET', '/v1/directory/entries/none')).error.code).toBe('request.not-found');
  });
});

describe('a non-certified account', () => {
  it('does not look around in the directory, and still resolves whom it answers', async () => {
    const hugo = await operator.signedIn('hugo-fabre');
    const suggest = await hugo.call('POST', '/v1/directory/suggest', { body: { text: 'martin' } });
    expect([suggest.status, suggest.error.code]).toEqual([403, 'auth.forbidden']);
    const search = await hugo.call('POST', '/v1/directory/search', { body: { criteria: { familyName: 'martin' } } });
    expect(search.error.code).toBe('auth.forbidden');
    const body = { addresses: [claire.address] };
    expect((await hugo.call<Found>('POST', '/v1/directory/resolve', { body })).json.entries).toHaveLength(1);
  });
});

describe('answering while one types', () => {
  it.skipIf(isOnPostgres())('takes under 5 ms for nineteen queries of twenty, among five thousand', async () => {
    const { directory } = operator.stores;
    const typed = [
      'm',
      'ma',
      'mar',
      'mart',
      'cla',
      'claire m',
      'rou to',
      'card nice',
      'x',
      'du po',
      'médecin générale',
    ];
    const queries: (() => Promise<unknown>)[] = [
      ...typed.map((text) => () => suggestEntries(directory, text, 8)),
      () => searchDirectory(directory, { familyName: 'mar', department: '83' }, 50),
      () => searchDirectory(directory, { profession: 'Médecin', town: 'tou' }, 50),
      () => searchDirectory(directory, { department: '06' }, 50),
      () => searchDirectory(directory, { givenName: 'mar', profession: 'Infirmier' }, 50),
    ];
    const times: number[] = [];
    for (const query of queries) {
      // The best of several: what else the machine does at that moment is not the directory's.
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 8; round += 1) {
        const start = performance.now();
        await query();
        best = Math.min(best, performance.now() - start);
      }
      times.push(best);
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(5);
  });
});

describe('an account that is added', () => {
  const account = (name: string, certified: boolean): Account => ({
    card: AccountCard.parse({
      accountId: randomUUID(),
      address: `${name}@demo.medimail.example`,
      title: 'Dr',
      givenName: 'Nouvelle',
      familyName: 'Venue',
      kind: 'health',
      profession: 'Médecin',
      specialty: null,
      organisation: null,
      town: null,
      rpps: null,
      certified,
    }),
    nationalId: null,
    contactEmail: null,
    department: null,
    suspended: false,
    closed: false,
  });

  it('is in the directory once it is certified, and not before', async () => {
    const [certified, other] = [account('certified', true), account('other', false)];
    await operator.stores.accounts.insert([certified, other]);
    const entries = await operator.stores.directory.byAddresses([certified.card.address, other.card.address]);
    expect(entries.map((entry) => entry.accountId)).toEqual([certified.card.accountId]);
  });

  it('takes over the entry of its pre-registration, with its town and department', async () => {
    const { card, ...rest } = account('pre-registered', true);
    const claireEntry = all.find((entry) => entry.address === claire.address) as DirectoryEntry;
    const before = { ...claireEntry, id: 'before', accountId: null, address: card.address } as DirectoryEntry;
    await operator.stores.directory.put([before]);
    await operator.stores.accounts.insert([{ card, ...rest }]);
    const entries = await operator.stores.directory.byAddresses([card.address]);
    expect(entries).toEqual([
      expect.objectContaining({ accountId: card.accountId, familyName: 'Venue', town: 'Toulon', department: '83' }),
    ]);
    expect(await operator.stores.directory.byId('before')).toBeNull();
  });
});

describe('the fixed lists', () => {
  it('have every department with its number, two for Corsica, and those overseas', () => {
    expect(departments).toHaveLength(107);
    const named = Object.fromEntries(departments.map(({ code, name }) => [code, name]));
    expect(named).toMatchObject({
      '01': 'Ain',
      '2A': 'Corse-du-Sud',
      21: 'Côte-d’Or',
      75: 'Paris',
      95: 'Val-d’Oise',
      974: 'La Réunion',
    });
    expect(named[20]).toBeUndefined();
    expect(['6', 'var', 'Val d Oise', '2b', '20', ''].map((text) => findDepartment(text)?.code)).toEqual([
      '06',
      '83',
      '95',
      '2B',
      undefined,
      undefined,
    ]);
    expect(
      ['83000', '20000', '20217', '97400', '98000', 'x'].map((text) => departmentOfPostalCode(text)?.code),
    ).toEqual(['83', '2A', '2B', '974', undefined, undefined]);
  });

  it('have no code and no specialty of a profession twice', () => {
    const codes = professions.flatMap(({ code }) => code ?? []);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { specialties } of professions) {
      const of = specialties.flatMap(({ codes: some }) => some);
      expect(new Set(of).size).toBe(of.length);
      expect(new Set(specialties.map(({ label }) => foldName(label))).size).toBe(specialties.length);
    }
  });

  it('answer for other words and old titles of the same', async () => {
    const women = await search({ profession: 'Infirmière' });
    expect(women.total).toBe((await search({ profession: 'infirmier' })).total);
    expect((await search({ specialty: 'Cardiologie' })).total).toBe((await search({})).total);
  });
});

describe('a beginning of a name', () => {
  it.each(['Le Gall', 'le-gall', 'LEGALL', 'le g', 'leg'])('« %s » finds Le Gall', async (familyName) => {
    const { entries } = await search({ familyName, department: '83' }, 200);
    expect(entries.some((entry) => foldName(entry.familyName) === 'le gall')).toBe(true);
  });

  it('is the beginning of the whole name: « pierre » does not find Jean-Pierre', async () => {
    const { entries } = await search({ givenName: 'claude' }, 200);
    expect(entries.filter((entry) => !/^claude/i.test(entry.givenName))).toEqual([]);
    expect((await search({ givenName: 'marie cl' })).total).toBeGreaterThan(0);
  });
});
