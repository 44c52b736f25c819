import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { type DirectoryEntry, foldName } from '../../contract/model/directory.ts';
import { importExtraction } from '../../operator/extraction/import-extraction.ts';
import { searchDirectory, suggestEntries } from '../../operator/services/directory.ts';
import { type OpenDirectory, openDirectory } from '../../operator/store/open-stores.ts';
import {
  extractionColumns,
  extractionLine,
  inventRow,
  writeExtraction,
} from '../../tools/bench/national-extraction.ts';
import { builtProcesses } from '../support/built-processes.ts';

const ROWS = 400;
let folder: string;
let base: string;
let dataFolder: string;
let directory: OpenDirectory;
let file: string;
let run = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-extraction-'));
  base = join(folder, 'base.txt');
  await writeExtraction(base, ROWS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  run += 1;
  dataFolder = join(folder, `data-${run}`);
  file = join(folder, `file-${run}.txt`);
  directory = await openDirectory({ dataFolder });
});
afterEach(() => directory.close());

const importFile = async (path: string, allowShrink = false) =>
  importExtraction({
    file: path,
    national: await directory.beginImport(),
    allowShrink,
    now: new Date('2026-01-01T00:00:00Z'),
    onProgress: () => undefined,
  });
const take = (bytes: string | Uint8Array, allowShrink = false) => {
  writeFileSync(file, bytes);
  return importFile(file, allowShrink);
};
const header = extractionColumns.join('|');
const textOf = (...rows: Map<string, string>[]) => `${[header, ...rows.map(extractionLine)].join('\n')}\n`;
const rowWith = (rank: number, values: Record<string, string>) => {
  const row = inventRow(rank);
  for (const [name, value] of Object.entries(values)) row.set(name, value);
  return row;
};
const addressOf = (rank: number) => inventRow(rank).get('Adresse BAL') ?? '';
const entryAt = async (address: string) => (await directory.store.byAddresses([address]))[0];
const ourEntry = (address: string, accountId: string | null): DirectoryEntry =>
  ({
    id: `ours-${address.slice(0, 20)}`,
    accountId,
    kind: 'health',
    title: 'Dr',
    givenName: 'Claire',
    familyName: 'Notre',
    profession: 'Médecin',
    specialty: null,
    organisation: null,
    town: null,
    department: null,
    rpps: null,
    address,
    recipientKind: 'medimail',
  }) as DirectoryEntry;

async function zip(path: string, entries: readonly (readonly [string, Readable])[]): Promise<void> {
  const archive = new ZipFile();
  for (const [name, stream] of entries) archive.addReadStream(stream, name);
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
}

describe('the national extraction', () => {
  it('fills the directory, and a second time writes only what changed', async () => {
    expect(await importFile(base)).toMatchObject({ read: ROWS, added: ROWS, changed: 0, removed: 0, refused: 0 });
    expect(await directory.store.count()).toBe(ROWS);
    const changed = await (async () => {
      await writeExtraction(file, ROWS + 1, (rank, row) => {
        if (rank === 7) row.set("Nom d'exercice", 'D’ANGELO');
        if (rank === 8) row.set('Adresse BAL', 'moved@pro.mssante.example');
      });
      return importFile(file);
    })();
    expect(changed).toMatchObject({ added: 2, changed: 1, unchanged: ROWS - 2, removed: 1 });
    expect(await entryAt(addressOf(8))).toBeUndefined();
    for (const familyName of ['dangelo', "D'Angelo", 'd angelo', 'D-ANG']) {
      expect((await searchDirectory(directory.store, { familyName }, 10)).total).toBe(1);
    }
    expect((await suggestEntries(directory.store, 'd’ang', 8)).entries[0]?.familyName).toBe('D’ANGELO');
    expect(await importFile(file)).toMatchObject({ added: 0, changed: 0, unchanged: ROWS + 1, removed: 0 });
  });

  it('becomes entries with department, town, profession, specialty and register number', async () => {
    await take(
      textOf(
        rowWith(0, {
          'Code Profession': '10',
          'Libellé Profession': 'Médecin',
          'Code savoir-faire': 'SM04',
          'Libellé savoir-faire': 'Cardiologie et Maladies vasculaires (SM)',
          'L6LIGNEACHEMINEMENT structure BAL': '20200 ST FLORENT CEDEX 2',
          'Code postal structure BAL': '20217',
          'Département structure BAL': '',
        }),
        rowWith(1, {
          'Type de BAL': 'ORG',
          'Raison Sociale structure BAL': 'CH D’ESSAI',
          'Service de rattachement': 'URGENCES',
        }),
      ),
    );
    expect(await entryAt(addressOf(0))).toMatchObject({
      kind: 'health',
      profession: 'Médecin',
      specialty: 'Cardiologie',
      town: 'ST FLORENT',
      department: '2B',
      rpps: inventRow(0).get('Identifiant PP'),
      recipientKind: 'mssante',
      accountId: null,
    });
    expect((await searchDirectory(directory.store, { town: 'Saint-Fl', department: '2b' }, 10)).total).toBe(1);
    expect(await entryAt(addressOf(1))).toMatchObject({ kind: 'organisation', familyName: 'CH D’ESSAI · URGENCES' });
  });

  it('may have its columns in another order, and more of them', async () => {
    const names = [...extractionColumns.toReversed(), 'Nouvelle colonne'];
    const row = inventRow(3);
    await take(`\uFEFF${names.join('|')}\r\n${names.map((name) => row.get(name) ?? 'x').join('|')}\r\n`);
    expect((await entryAt(addressOf(3)))?.familyName).toBe(row.get("Nom d'exercice"));
  });

  it('comes in a zip too', async () => {
    await zip(file, [['extraction.txt', Readable.from([readFileSync(base)])]]);
    expect(await importFile(file)).toMatchObject({ added: ROWS });
  });

  it('never shows the red list, and resolves an address that is known', async () => {
    const names = [...extractionColumns, 'Liste rouge'];
    const line = (rank: number, red: string) =>
      `${extractionLine(rowWith(rank, { "Nom d'exercice": 'ROUGEMONT' }))}|${red}`;
    await take(`${[names.join('|'), line(0, 'O'), line(1, 'N'), line(2, 'peut-être')].join('\n')}\n`);
    const found = await searchDirectory(directory.store, { familyName: 'rougemont' }, 10);
    expect(found.entries.map((entry) => entry.address)).toEqual([addressOf(1)]);
    expect(found.total).toBe(1);
    expect((await suggestEntries(directory.store, 'rougemont', 8)).entries).toHaveLength(1);
    expect(await entryAt(addressOf(0))).toMatchObject({ familyName: 'ROUGEMONT' });
  });

  it('does not touch what is ours', async () => {
    const account = ourEntry(addressOf(0), '0190a4d2-5f00-7000-8000-000000000001');
    const preRegistered = ourEntry(addressOf(1), null);
    await directory.store.put([account, preRegistered]);
    expect(await importFile(base)).toMatchObject({ ours: 2, added: ROWS - 2 });
    expect(await entryAt(addressOf(0))).toEqual(account);
    const others = textOf(...Array.from({ length: ROWS - 2 }, (_, index) => inventRow(index + 2)));
    expect(await take(others)).toMatchObject({ removed: 0 });
    expect(await entryAt(addressOf(1))).toEqual(preRegistered);
  });
});

describe('rows that cannot be taken', () => {
  it('are left out, counted and named by line and reason alone', async () => {
    const bad = [
      rowWith(1, { 'Adresse BAL': 'no address' }),
      rowWith(2, { 'Type de BAL': 'ZZZ' }),
      rowWith(3, { "Nom d'exercice": '' }),
      rowWith(4, { "Nom d'exercice": 'N'.repeat(500) }),
      inventRow(0),
    ];
    const summary = await take(`${textOf(inventRow(0), ...bad)}PER|short|row\n${extractionLine(inventRow(5))}\n`);
    expect(summary).toMatchObject({ read: 8, added: 2, duplicates: 1, refused: 5 });
    expect(summary.refusedRows).toEqual([
      { line: 3, reason: 'invalid address' },
      { line: 4, reason: 'unknown type of mailbox' },
      { line: 5, reason: 'no name' },
      { line: 6, reason: 'invalid familyName' },
      { line: 8, reason: 'another number of columns' },
    ]);
  });
});

describe('a file that is refused leaves the directory as it was', () => {
  const lines = (rows: number) => textOf(...Array.from({ length: rows }, (_, rank) => inventRow(rank)));
  const zeros = (count: number) => Readable.from(Array.from({ length: count }, () => Buffer.alloc(1_048_576)));
  const bars = () => Buffer.concat([Buffer.from(`${header}\n`), Buffer.alloc(10_000_000, '|'), Buffer.from('\n')]);

  it.each<[string, () => string | Uint8Array, RegExp]>([
    ['empty', () => '', /empty/],
    ['a header alone', () => `${header}\n`, /no row/],
    ['without a header', () => `${extractionLine(inventRow(0))}\n`, /line 1: the column .* missing/],
    ['lacking a column', () => lines(3).replace('Adresse BAL', 'Autre'), /« Adresse BAL » is missing/],
    ['naming a column twice', () => lines(3).replace('Dématérialisation', 'Code Profession'), /stands twice/],
    ['cut in its last line', () => lines(3).slice(0, -60), /line 4: the file is cut/],
    ['in Latin-1', () => Buffer.from(lines(3), 'latin1'), /line 1: not UTF-8/],
    [
      'in Latin-1 from its second line',
      () => Buffer.concat([Buffer.from(`${header}\n`), Buffer.from('é|à\n', 'latin1')]),
      /line 2: not UTF-8/,
    ],
    ['in UTF-16', () => Buffer.from(lines(3), 'utf16le'), /line 1: /],
    ['with NUL bytes', () => lines(3).replace('Marie', 'Ma\u0000rie').replace('PER|', 'PER\u0000|'), /NUL/],
    ['of 10 million columns in a row', bars, /line 2: longer than/],
    ['of 10 million columns in its header', () => `${'a|'.repeat(10_000_000)}\n`, /line 1: longer than/],
    ['of a thousand columns', () => `${header}${'|x'.repeat(1000)}\n`, /line 1: more than 100 columns/],
    ['of one endless line', () => Buffer.alloc(5_000_000, 'x'), /line 1: longer than/],
    ['that is a zip cut short', () => Buffer.from('PK\u0003\u0004 and nothing more'), /zip is cut/],
  ])('%s', async (_name, bytes, reason) => {
    await importFile(base);
    await expect(take(bytes())).rejects.toThrow(reason);
    expect(await directory.store.count()).toBe(ROWS);
    expect(await entryAt(addressOf(1))).toBeDefined();
    expect(await importFile(base)).toMatchObject({ unchanged: ROWS });
  });

  it('a zip of another file, of two, of a gigabyte declared, of more than declared, or with one bit changed', async () => {
    await importFile(base);
    await zip(file, [['extraction.exe', Readable.from(['x'])]]);
    await expect(importFile(file)).rejects.toThrow(/something else/);
    await zip(file, [
      ['a.txt', Readable.from(['x'])],
      ['b.txt', Readable.from(['x'])],
    ]);
    await expect(importFile(file)).rejects.toThrow(/something else/);
    await zip(file, [['bomb.txt', zeros(10)]]);
    const bomb = readFileSync(file);
    // The size in the central directory, from which sizes are read: a gigabyte, then less than there is.
    const sizeAt = bomb.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24;
    bomb.writeUInt32LE(1_073_741_824, sizeAt);
    await expect(take(bomb)).rejects.toThrow(/larger than/);
    bomb.writeUInt32LE(10, sizeAt);
    await expect(take(bomb)).rejects.toThrow(/zip is cut or damaged/);
    await zip(file, [['extraction.txt', Readable.from([readFileSync(base)])]]);
    const damaged = readFileSync(file);
    damaged.writeUInt32LE(1, damaged.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 16);
    await expect(take(damaged)).rejects.toThrow(/damaged/);
    await expect(take(damaged.subarray(0, -60))).rejects.toThrow(/zip is cut/);
    expect(await importFile(base)).toMatchObject({ unchanged: ROWS });
  });

  it('when more than a fifth would vanish, unless that is allowed', async () => {
    await importFile(base);
    await expect(take(lines(ROWS * 0.7))).rejects.toThrow(/would remove 120 of 400/);
    expect(await directory.store.count()).toBe(ROWS);
    expect(await take(lines(ROWS * 0.7), true)).toMatchObject({ removed: 120 });
    expect(await directory.store.count()).toBe(ROWS * 0.7);
  });

  it('when another import came between', async () => {
    const slow = await directory.beginImport();
    await importFile(base);
    await expect(slow.finish({ now: new Date(), allowShrink: true })).rejects.toThrow(/another import/);
    await slow.cancel();
    expect(await directory.store.count()).toBe(ROWS);
  });
});

describe('operator import-directory', () => {
  const start = (path: string) =>
    spawn(process.execPath, [builtProcesses.operator, 'import-directory', '--data', dataFolder, path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const ended = async (child: ReturnType<typeof start>) => {
    const output = { out: '', err: '' };
    child.stdout.on('data', (piece) => {
      output.out += piece;
    });
    child.stderr.on('data', (piece) => {
      output.err += piece;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, ...output };
  };

  it('prints one line of JSON, ends with 1 when refused, and survives a kill in the middle', async () => {
    const taken = await ended(start(base));
    expect(taken.code).toBe(0);
    expect(JSON.parse(taken.out)).toMatchObject({ read: ROWS, added: ROWS, refusedRows: [] });
    writeFileSync(file, `${header}\n`);
    const refused = await ended(start(file));
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toContain('no row that can be read');

    const large = join(folder, 'large.txt');
    await writeExtraction(large, 25_000);
    const killed = start(large);
    // The first progress is told once 10,000 rows have been written, all indexes dropped, in one open transaction.
    killed.stderr.once('data', () => killed.kill('SIGKILL'));
    expect((await ended(killed)).code).toBeNull();
    expect(await directory.store.count()).toBe(ROWS);
    const name = inventRow(1).get("Nom d'exercice") ?? '';
    const { entries } = await searchDirectory(directory.store, { familyName: name }, 10);
    expect(entries.map((entry) => foldName(entry.familyName))).toContain(foldName(name));
    expect(await importFile(base)).toMatchObject({ unchanged: ROWS });
  }, 180_000);
});
