/** What each bundle was made of, so that an unchanged one is not built again. */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Modification times in milliseconds, by file. */
export type Stamp = Readonly<Record<string, number>>;

const fileOf = (root: string) => join(root, 'out/.built.json');

/** Stamps of the last build; none when there was none. */
export async function readStamps(root: string): Promise<Record<string, Stamp>> {
  try {
    return JSON.parse(await readFile(fileOf(root), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Keeps the stamps for the next build. */
export async function writeStamps(root: string, stamps: Record<string, Stamp>): Promise<void> {
  const file = fileOf(root);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, JSON.stringify(stamps));
  await rename(`${file}.${process.pid}`, file);
}

async function modifiedAt(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The stamp of these files; one that changed since `startedAt` may have been read before, and counts as changed. */
export async function stampOf(files: readonly string[], startedAt: number): Promise<Stamp> {
  const times = await Promise.all(files.map(async (file) => [file, await modifiedAt(file)] as const));
  const present = times.filter((entry): entry is readonly [string, number] => entry[1] !== null);
  return Object.fromEntries(present.map(([file, time]) => [file, time > startedAt ? -1 : time]));
}

/** Whether no file of the stamp has changed or gone. */
export async function isFresh(stamp: Stamp): Promise<boolean> {
  const same = Object.entries(stamp).map(async ([file, time]) => (await modifiedAt(file)) === time);
  return (await Promise.all(same)).every(Boolean);
}
