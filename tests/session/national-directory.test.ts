import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryCriteria, DirectoryEntry } from '../../contract/model/directory.ts';
import { foldCriteria } from '../../contract/model/directory-criteria.ts';
import { toDirectoryLine } from '../../contract/model/directory-file.ts';
import { typedWords } from '../../contract/model/directory-suggestions.ts';
import type { NationalFiles } from '../../main/session/core/national-port.ts';
import { applyFile, sha256Hex } from '../../main/session/store/national/apply-file.ts';
import { openNationalFolder } from '../../main/session/store/national/national-folder.ts';
import { createDirectoryBlobs } from '../../operator/blobs/directory-blobs.ts';
import { importExtraction } from '../../operator/extraction/import-extraction.ts';
import { searchDirectory, suggestEntries } from '../../operator/services/directory.ts';
import { createDirectoryEditions, type DirectoryEditions } from '../../operator/services/directory-editions.ts';
import { type OpenDirectory, openDirectory } from '../../operator/store/open-stores.ts';
import { inventRow, writeExtraction } from '../../tools/bench/national-extraction.ts';

const ROWS = 3_000;
const DAY = 86_400_000;
let folder: string;
let operator: OpenDirectory;
let editions: DirectoryEditions;
let days = 0;
let files: NationalFiles & { close(): void };
let damaged = 0;
let run = 0;
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-national-'));
  operator = await openDirectory({ dataFolder: join(folder, 'operator') });
  await importRows(() => undefined);
  editions = createDirectoryEditions(
    {
      editions: operator.editions,
      blobs: createDirectoryBlobs(join(folder, 'blobs')),
      clock: () => new Date(Date.parse('2026-11-20T05:00:00Z') + days * DAY),
    },
    () => undefined,
  );
  await editions.latest();
  await editions.refresh();
});
afterAll(async () => {
  await operator.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  run += 1;
  damaged = 0;
  files = openFolder(`workstation-${run}`);
});
afterEach(() => files.close());

const openFolder = (name: string, secret = 7) =>
  openNationalFolder({
    folder: join(folder, name),
    deviceSecret: Buffer.alloc(32, secret),
    apply: (task, _signal, onEntries) => applyFile(task, onEntries),
    onDamaged: () => {
      damaged += 1;
    },
  });

async function importRows(change: (rank: number, row: Map<string, string>) => void, rows = ROWS): Promise<void> {
  const file = join(folder, 'extraction.txt');
  await writeExtraction(file, rows, change);
  const options = { file, national: await operator.beginImport(), allowShrink: false, onProgress: () => undefined };
  await importExtraction({ ...options, now: new Date(0) });
}

/** What the operator serves, read in pieces; `upTo` is where the connection breaks. */
function download(sha256: string, upTo = Number.POSITIVE_INFINITY) {
  const asked: number[] = [];
  const source = async (from: number) => {
    asked.push(from);
    const file = await editions.file(sha256);
    if (!file) throw new Error('no such file');
    return { start: from, bytes: file.read(from, Math.min(upTo, file.sizeBytes)) };
  };
  return { asked, source };
}
const nothing = async () => undefined;
async function fetchAndApply(file: { sha256: string; sizeBytes: number }, content: 'all' | 'changes' = 'all') {
  await files.fetch(file, download(file.sha256).source, nothing);
  await files.apply(file, content, null, signal, () => undefined);
}
async function latest() {
  const edition = await editions.latest();
  if (!edition) throw new Error('no edition');
  return edition;
}
const pathOf = (ending: string) => {
  const name = readdirSync(join(folder, `workstation-${run}`)).find((one) => one.endsWith(ending));
  if (name === undefined) throw new Error(`no ${ending}`);
  return join(folder, `workstation-${run}`, name);
};

/** The same numbers each time. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
/** Criteria made of a row that exists, with letters and accents as people type them. */
function criteriaOf(next: (below: number) => number): DirectoryCriteria {
  const row = inventRow(next(ROWS));
  const of = (name: string, characters = 80) => (row.get(name) ?? '').slice(0, characters);
  const town = of('L6LIGNEACHEMINEMENT structure BAL').slice(6);
  const all: DirectoryCriteria = {
    familyName: of("Nom d'exercice", 2 + next(4)).toLowerCase(),
    givenName: of("Prénom d'exercice", 2 + next(4)),
    department: of('Code postal structure BAL', 2),
    town: town.slice(0, 1 + next(5)).replace('ST ', 'Saint-'),
    profession: of('Libellé Profession'),
    specialty: of('Libellé savoir-faire'),
  };
  return Object.fromEntries(Object.entries(all).filter(() => next(10) < 4)) as DirectoryCriteria;
}
const byNameAndId = (one: DirectoryEntry, other: DirectoryEntry) => (one.id < other.id ? -1 : 1);
const searchHere = (criteria: DirectoryCriteria, offset = 0, limit = 1_000) =>
  files.search(foldCriteria(criteria), offset, limit, 1_000);

describe('the directory on a workstation', () => {
  it('finds by a thousand random criteria what the operator finds, in its order of names', async () => {
    await fetchAndApply((await latest()).snapshot);
    expect(files.edition()).toMatchObject({ number: (await latest()).number, entries: ROWS, departments: null });
    const next = numbersFrom(2026);
    const namesOf = (entries: readonly DirectoryEntry[]) =>
      entries.map(({ familyName, givenName }) => `${familyName}|${givenName}`);
    let found = 0;
    for (let query = 0; query < 1_000; query += 1) {
      const criteria = criteriaOf(next);
      const theirs = await searchDirectory(operator.store, criteria, 40);
      const ours = searchHere(criteria, 0, 40);
      expect(ours?.total).toBe(theirs.total);
      expect(namesOf(ours?.entries ?? [])).toEqual(namesOf(theirs.entries));
      if (theirs.total <= 40) {
        expect([...(ours?.entries ?? [])].sort(byNameAndId)).toEqual([...theirs.entries].sort(byNameAndId));
        found += theirs.total;
      }
    }
    expect(found).toBeGreaterThan(1_000);
  });

  it('gives pages that follow one another', async () => {
    await fetchAndApply((await latest()).snapshot);
    const whole = searchHere({ familyName: 'mar' })?.entries ?? [];
    expect(whole.length).toBeGreaterThan(20);
    const pages = [0, 7, 14].flatMap((offset) => searchHere({ familyName: 'mar' }, offset, 7)?.entries ?? []);
    expect(pages).toEqual(whole.slice(0, 21));
  });

  it('suggests whom the operator suggests while somebody types', async () => {
    await fetchAndApply((await latest()).snapshot);
    for (const text of ['Mart', 'marie dub', 'cardio', 'l', "d'a", 'medecin toulon', 'Sage-femme', 'zzz', 'CLINIQUE']) {
      const words = typedWords(text);
      const theirs = await suggestEntries(operator.store, text, 8);
      const ours = files.suggest(words, 8, 1_000, null);
      expect(ours?.total).toBe(Math.max(theirs.total, theirs.entries.length));
      const names = (entries: readonly DirectoryEntry[]) =>
        entries.map(({ familyName, givenName }) => [familyName, givenName]);
      if (theirs.total <= 40) expect(names(ours?.entries ?? [])).toEqual(names(theirs.entries));
      else expect(ours?.entries).toHaveLength(8);
    }
  });

  it('puts people of the same town and department before others of the same name', async () => {
    await fetchAndApply((await latest()).snapshot);
    const everybody = (searchHere({ familyName: 'martin' })?.entries ?? []).filter(
      (one) => one.familyName === 'MARTIN',
    );
    const there = everybody.findLast(({ department }) => department !== everybody[0]?.department);
    const near = { town: there?.town ?? null, department: there?.department ?? null };
    const [first] = files.suggest(['martin'], 8, 1_000, near)?.entries ?? [];
    expect(first).toMatchObject({ department: near.department, town: near.town });
    expect(everybody[0]?.department).not.toBe(near.department);
  });

  it('keeps the departments that were chosen, and whoever has none', async () => {
    const { snapshot } = await latest();
    await files.fetch(snapshot, download(snapshot.sha256).source, nothing);
    await files.apply(snapshot, 'all', ['75', '2A'], signal, () => undefined);
    const all = searchHere({})?.entries ?? [];
    expect(all.length).toBe(files.edition()?.entries);
    expect(new Set(all.map(({ department }) => department))).toEqual(new Set(['75', '2A']));
    expect(files.edition()?.departments).toEqual(['75', '2A']);
  });
});

describe('changes', () => {
  it('lead from edition to edition, with those who are gone gone', async () => {
    const first = await latest();
    await fetchAndApply(first.snapshot);
    const before = searchHere({ familyName: 'mar' })?.total ?? 0;
    days += 1;
    await importRows((rank, row) => {
      if (rank % 100 === 0) row.set("Nom d'exercice", 'MARCHANGÉ');
    }, ROWS - 50);
    await editions.refresh();
    const second = await latest();
    const [changes] = second.changes;
    expect(second.number).toBe(first.number + 1);
    expect(changes?.sizeBytes).toBeLessThan(first.snapshot.sizeBytes / 10);
    await fetchAndApply(changes as never, 'changes');
    expect(files.edition()).toMatchObject({ number: second.number, entries: ROWS - 50 });
    expect(searchHere({ familyName: 'marchange' })?.total).toBe(Math.ceil((ROWS - 50) / 100));
    expect(searchHere({ familyName: 'mar' })?.total).toBeGreaterThan(before);
    const gone = inventRow(ROWS - 1).get('Adresse BAL') ?? '';
    expect(files.byAddress(gone)).toBeNull();
    const next = numbersFrom(7);
    for (let query = 0; query < 100; query += 1) {
      const criteria = criteriaOf(next);
      const theirs = await searchDirectory(operator.store, criteria, 1_000);
      expect(searchHere(criteria)?.total).toBe(theirs.total);
    }
  });

  it('that do not follow on what is here are refused, and leave it as it is', async () => {
    const { snapshot, number, series } = await latest();
    await fetchAndApply(snapshot);
    const head = { format: 1, series, number: number + 2, content: 'changes', madeAt: '2026-11-30T00:00:00.000Z' };
    for (const wrong of [head, { ...head, number: number + 1, series: randomUUID() }, { ...head, content: 'all' }]) {
      await expect(applyInvented([wrong, 'nobody@example.fr'], 'changes')).rejects.toThrow('operator.protocol');
    }
    expect(files.edition()).toMatchObject({ number, entries: (await latest()).entries });
  });
});

/** Lines of our own, as a file that was fetched. */
async function applyInvented(lines: readonly unknown[], content: 'all' | 'changes', ended = true): Promise<void> {
  const text = lines.map((line) => (typeof line === 'string' && content === 'all' ? line : JSON.stringify(line)));
  const bytes = brotliCompressSync(text.join('\n') + (ended ? '\n' : ''));
  const file = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
  async function* pieces() {
    yield bytes;
  }
  await files.fetch(file, async () => ({ start: 0, bytes: pieces() }), nothing);
  await files.apply(file, content, null, signal, () => undefined);
}

describe('a download', () => {
  it('goes on where it broke off', async () => {
    const { snapshot } = await latest();
    const broken = download(snapshot.sha256, 20_000);
    await expect(files.fetch(snapshot, broken.source, nothing)).rejects.toThrow('operator.offline');
    const rest = download(snapshot.sha256);
    const told: number[] = [];
    await files.fetch(snapshot, rest.source, async (done) => void told.push(done));
    expect(rest.asked).toEqual([20_000]);
    expect(told.at(-1)).toBe(snapshot.sizeBytes);
    await files.apply(snapshot, 'all', null, signal, () => undefined);
    expect(files.edition()?.entries).toBeGreaterThan(0);
  });

  it('that is not what was announced is thrown away', async () => {
    const { snapshot } = await latest();
    await expect(files.fetch(snapshot, download(snapshot.sha256, 20_000).source, nothing)).rejects.toThrow();
    writeFileSync(pathOf('.download'), Buffer.alloc(20_000, 1));
    await expect(files.fetch(snapshot, download(snapshot.sha256).source, nothing)).rejects.toThrow('operator.protocol');
    await files.fetch(snapshot, download(snapshot.sha256).source, nothing);
  });

  it('of what makes no sense is refused, and nothing of it stays', async () => {
    const { snapshot } = await latest();
    await fetchAndApply(snapshot);
    const { entries } = files.edition() ?? { entries: 0 };
    const head = { format: 1, series: randomUUID(), number: 9, content: 'all', madeAt: '2026-11-30T00:00:00.000Z' };
    const line = toDirectoryLine((searchHere({})?.entries[0] ?? {}) as DirectoryEntry, sha256Hex);
    const cases: readonly (readonly [lines: readonly string[], ended: boolean])[] = [
      [[JSON.stringify(head), line], false],
      [[line], true],
      [[JSON.stringify(head), '["not an address"]'], true],
      [[JSON.stringify(head), '{'], true],
      [[JSON.stringify({ ...head, format: 2 }), line], true],
      [[JSON.stringify(head), 'x'.repeat(100_000)], false],
    ];
    for (const [lines, ended] of cases) {
      await expect(applyInvented(lines, 'all', ended)).rejects.toThrow('operator.protocol');
    }
    expect(files.edition()?.entries).toBe(entries);
    expect(readdirSync(join(folder, `workstation-${run}`)).filter((name) => name.includes('.part'))).toEqual([]);
    expect(damaged).toBe(0);
  });
});

describe('a directory that was damaged', () => {
  it.each([
    ['cut', (path: string) => truncateSync(path, readFileSync(path).length / 2)],
    ['altered', (path: string) => writeFileSync(path, readFileSync(path).fill(0x41, 9_000, 90_000))],
    ['replaced by nothing', (path: string) => writeFileSync(path, '')],
  ])('(%s) is removed, told of, and can be fetched again', async (_name, damage) => {
    await fetchAndApply((await latest()).snapshot);
    files.close();
    damage(pathOf('.db'));
    expect([files.edition(), searchHere({ familyName: 'mar' })]).toContain(null);
    expect(damaged).toBe(1);
    expect(files.edition()).toBeNull();
    await fetchAndApply((await latest()).snapshot);
    expect(searchHere({ familyName: 'mar' })?.total).toBeGreaterThan(0);
  });

  it('is one under another key too: nobody else writes to whom letters go', async () => {
    await fetchAndApply((await latest()).snapshot);
    const other = openFolder(`workstation-${run}`, 8);
    expect(other.edition()).toBeNull();
    expect(damaged).toBe(1);
    other.close();
  });
});

describe('two programs on one workstation', () => {
  it('do not fetch at the same time, and see what the other fetched', async () => {
    const other = openFolder(`workstation-${run}`);
    const lock = files.lock();
    expect(other.lock()).toBeNull();
    await fetchAndApply((await latest()).snapshot);
    lock?.release();
    other.lock()?.release();
    other.reopen();
    expect(other.edition()).toEqual(files.edition());
    other.close();
  });

  it('search the edition that is there when the other takes changes in', async () => {
    await fetchAndApply((await latest()).snapshot);
    const other = openFolder(`workstation-${run}`);
    expect(other.search({}, 0, 1, 1_000)?.total).toBe(1_000);
    const number = (await latest()).number;
    days += 1;
    await importRows((rank, row) => {
      if (rank % 200 === 0) row.set("Nom d'exercice", 'ZYX');
    }, ROWS - 50);
    await editions.refresh();
    const next = await latest();
    expect(next.number).toBe(number + 1);
    await fetchAndApply(next.changes.at(-1) as never, 'changes');
    expect(other.search({ familyPrefix: 'zyx' }, 0, 50, 1_000)?.total).toBe(Math.ceil((ROWS - 50) / 200));
    other.close();
  });
});
