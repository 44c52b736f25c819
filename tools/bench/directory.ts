/** The directory with 600,000 entries: the national extraction taken in, taken in again, and searched. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DirectoryCriteria } from '../../contract/model/directory.ts';
import { searchDirectory, suggestEntries } from '../../operator/services/directory.ts';
import type { DirectoryStore } from '../../operator/services/ports/directory.ts';
import { openDirectory } from '../../operator/store/open-stores.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, percentile, timed } from './figure.ts';
import { inventRow, writeExtraction } from './national-extraction.ts';

const rows = 600_000;
const changedEvery = 6_000;
const queriesOfShape = 200;
const limitMs = 5;
const firstImportMs = 300_000;
const secondImportMs = 120_000;

type Query = (store: DirectoryStore, column: (name: string, characters?: number) => string) => Promise<unknown>;

const search = (store: DirectoryStore, criteria: DirectoryCriteria) => searchDirectory(store, criteria, 50);
const family = "Nom d'exercice";
const given = "Prénom d'exercice";
const profession = 'Libellé Profession';
const department = 'Département structure BAL';
const town = 'town';

/** What people look for, each made of a row that exists. */
const shapes: Readonly<Record<string, Query>> = {
  'name, 3 letters': (store, of) => search(store, { familyName: of(family, 3) }),
  'name and first name': (store, of) => search(store, { familyName: of(family, 3), givenName: of(given, 3) }),
  'town, 3 letters': (store, of) => search(store, { town: of(town, 3) }),
  'department and profession': (store, of) => search(store, { department: of(department), profession: of(profession) }),
  specialty: (store, of) =>
    search(store, { profession: 'Médecin', specialty: of('Libellé savoir-faire') || 'Cardiologie' }),
  'five criteria': (store, of) =>
    search(store, {
      familyName: of(family, 3),
      givenName: of(given, 3),
      department: of(department),
      town: of(town, 2),
      profession: of(profession),
    }),
  'one word typed': (store, of) => suggestEntries(store, of(family, 4), 8),
  'two words typed': (store, of) => suggestEntries(store, `${of(given)} ${of(family, 3)}`, 8),
};

export async function directory600k({ folder, say }: BenchContext): Promise<readonly Figure[]> {
  const dataFolder = join(folder, 'directory');
  const files = [join(folder, 'first.txt'), join(folder, 'second.txt')] as const;
  say(`writing two extractions of ${rows} rows`);
  await writeExtraction(files[0], rows);
  await writeExtraction(files[1], rows, (rank, row) => {
    if (rank % changedEvery === 0) row.set(family, 'CHANGÉ');
  });
  const importing = (file: string) =>
    timed(() =>
      promisify(execFile)(process.execPath, [
        ...['--import', 'tsx', 'operator/cli.ts', 'import-directory', '--data', dataFolder, file],
      ]),
    );
  const ms = (metric: string, value: number, below: number) =>
    figureAlone({ bench: 'directory600k', metric, unit: 'ms' }, value, { below });
  const figures = [
    ms('first import', await importing(files[0]), firstImportMs),
    ms('import with 100 changes', await importing(files[1]), secondImportMs),
  ];
  const directory = await openDirectory({ dataFolder });
  try {
    for (const [name, query] of Object.entries(shapes)) {
      const times = await timesOf(directory.store, query);
      figures.push(ms(`${name}, 95th percentile`, percentile(times, 0.95), limitMs));
    }
  } finally {
    await directory.close();
  }
  return figures;
}

/** The first tenth only warms. */
async function timesOf(store: DirectoryStore, query: Query): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < queriesOfShape * 1.1; index += 1) {
    const row = inventRow((index * 3_989) % rows);
    const column = (name: string, characters?: number) => {
      const text = name === town ? row.get('L6LIGNEACHEMINEMENT structure BAL')?.slice(6) : row.get(name);
      return (text ?? '').slice(0, characters);
    };
    times.push(await timed(() => query(store, column)));
  }
  return times.slice(queriesOfShape * 0.1);
}
