/** Looks for a marker that must not be readable anywhere: as it stands, in UTF-16, and in base64 at each alignment. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The forms in which the marker would still be readable. */
function formsOf(marker: string): Buffer[] {
  const bytes = Buffer.from(marker);
  const base64 = [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    // The characters at both ends depend on the neighbours: only the middle is sure.
    return Buffer.from(padded.toString('base64').slice(shift === 0 ? 0 : 4, -4), 'latin1');
  });
  return [bytes, Buffer.from(marker, 'utf16le'), ...base64];
}

async function holds(path: string, forms: readonly Buffer[]): Promise<boolean> {
  const overlap = Math.max(...forms.map(({ length }) => length));
  let tail = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const window = Buffer.concat([tail, chunk as Buffer]);
    if (forms.some((form) => window.includes(form))) return true;
    tail = window.subarray(-overlap);
  }
  return false;
}

/** Paths below `folders` whose bytes hold the marker in any form. Files that vanish meanwhile hold nothing. */
export async function findPlaintext(folders: readonly string[], marker: string): Promise<string[]> {
  const forms = formsOf(marker);
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      try {
        if (await holds(path, forms)) found.push(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }
  return found;
}
