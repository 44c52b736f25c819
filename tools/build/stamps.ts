/** What each bundle was made of, so that an unchanged one is not built again. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Modification times in milliseconds, by file. */
export type Stamp = Readonly<Record<string, number>>;

const fileOf = (root: string) => join(root, 'node_modules/.cache/medimail-build.json');

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
  await mkdir(dirname(fileOf(root)), { recursive: true });
  await writeFile(fileOf(root), JSON.stringify(stamps));
}

async function modifiedAt(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The stamp of these files as they are now. */
export async function stampOf(files: readonly string[]): Promise<Stamp> {
  const times = await Promise.all(files.map(async (file) => [file, await modifiedAt(file)] as const));
  return Object.fromEntries(times.filter((entry): entry is readonly [string, number] => entry[1] !== null));
}

/** Whether no file of the stamp has changed or gone. */
export async function isFresh(stamp: Stamp): Promise<boolean> {
  const files = Object.keys(stamp);
  const now = await stampOf(files);
  return files.every((file) => now[file] === stamp[file]);
}
