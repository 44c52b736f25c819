/** That a folder of contents is the one that all nodes have, and not an empty place where it should be mounted. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { KeyVault } from '../services/ports/contents.ts';

const MARK = 'medimail-contents';
/** A file system of several machines may show a new file late. */
const SHOWN_MS = 2_000;
const LOOK_MS = 100;

/** Marks the folder the first time that any node has one, and throws where it is without that mark. */
export async function expectSharedFolder(folder: string, vault: Pick<KeyVault, 'secret'>): Promise<void> {
  const file = join(folder, MARK);
  // Written before any node knows of it: whoever does finds it there.
  const name = await vault.secret('contents-folder', () => {
    const made = randomUUID();
    writeFileSync(file, made, { mode: 0o600, flush: true });
    return Buffer.from(made);
  });
  for (const until = Date.now() + SHOWN_MS; !isMarked(file, name); ) {
    if (Date.now() > until) throw new Error(`blobs.folder: not the folder that this operator’s nodes share (${MARK})`);
    await pause(LOOK_MS);
  }
}

function isMarked(file: string, name: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
