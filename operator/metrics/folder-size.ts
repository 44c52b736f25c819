/** The size of a folder with a million files, without standing in anybody's way: one walk at a time, rarely. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How old a size may be before it is measured again. */
const KEPT_MS = 3_600_000;

export interface FolderSize {
  /** The last size that was measured; null before the first. Measures anew in the background when that one is old. */
  bytes(): number | null;
}

/** `onFailure` is told when a walk fails; the size before it stays. */
export function createFolderSize(folder: string, onFailure: (error: unknown) => void): FolderSize {
  let known: number | null = null;
  let measuredAt = Number.NEGATIVE_INFINITY;
  let walking = false;
  async function measure(): Promise<void> {
    try {
      known = await sizeOf(folder);
    } catch (error) {
      onFailure(error);
    } finally {
      measuredAt = performance.now();
      walking = false;
    }
  }
  return {
    bytes() {
      if (!walking && performance.now() - measuredAt > KEPT_MS) {
        walking = true;
        void measure();
      }
      return known;
    },
  };
}

/** One file after the other: speed is not what matters here. */
async function sizeOf(path: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(path, { withFileTypes: true }).catch(ifGone([]))) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) sum += await sizeOf(below);
    else if (entry.isFile()) sum += (await stat(below).catch(ifGone({ size: 0 }))).size;
  }
  return sum;
}

/** Files come and go while one looks. */
function ifGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
