/** That a folder of contents is the one that all nodes have, and not an empty place where it should be mounted. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';
import type { BlobStore, KeyVault } from '../services/ports/contents.ts';

const MARK = 'medimail-contents';
/** A file system of several machines may show a new file late. */
const SHOWN_MS = 2_000;
const LOOK_MS = 100;

/**
 * The store in a folder that nodes share. Marks it the first time that any node has one, and throws where it is without that
 * mark. A mount may be lost later: nothing is written then, and the store is not ready.
 */
export async function inSharedFolder(
  blobs: BlobStore,
  folder: string,
  vault: Pick<KeyVault, 'secret'>,
): Promise<BlobStore> {
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
  const expectThere = () => {
    if (!isMarked(file, name)) throw new AppError('operator.unavailable');
  };
  return {
    ...blobs,
    async write(contentId, blob, bytes) {
      expectThere();
      return blobs.write(contentId, blob, bytes);
    },
    async check() {
      expectThere();
      await blobs.check();
    },
  };
}

function isMarked(file: string, name: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
