/** That a folder of contents is the one that all nodes have, and not an empty place where it should be mounted. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';
import type { BlobStore, KeyVault } from '../services/ports/contents.ts';

const MARK = 'medimail-contents';
/** A file system of several machines may show a new file late. */
const SHOWN_MS = 2_000;
const LOOK_MS = 100;

/**
 * The store in a folder that nodes share. Who serves marks it the first time that any node has one; whoever finds it without
 * that mark throws. A mount may be lost later: from then on nothing is written, erased or said to be gone
 * (`operator.unavailable`), and the store is not ready.
 */
export async function inSharedFolder(
  blobs: BlobStore,
  folder: string,
  vault: Pick<KeyVault, 'secret'>,
  purpose: 'serve' | 'look',
): Promise<BlobStore> {
  const file = join(folder, MARK);
  const foreign = (error?: unknown) =>
    new Error(`blobs.folder: not the folder that this operator’s nodes share (${MARK})`, { cause: error });
  // Written before any node knows of it: whoever does finds it there.
  const name = await vault.secret('contents-folder', () => {
    if (purpose === 'look') throw foreign();
    const made = randomUUID();
    writeFileSync(file, made, { mode: 0o600, flush: true });
    return Buffer.from(made);
  });
  const expectThere = async () => {
    const mark = await readFile(file).catch((error: unknown) => {
      throw new AppError('operator.unavailable', error);
    });
    if (!mark.equals(name)) throw new AppError('operator.unavailable');
  };
  for (const until = Date.now() + SHOWN_MS; ; await pause(LOOK_MS)) {
    try {
      await expectThere();
      break;
    } catch (error) {
      if (Date.now() > until) throw foreign(error);
    }
  }
  const once =
    <A extends unknown[], T>(work: (...parameters: A) => Promise<T>) =>
    async (...parameters: A) => {
      await expectThere();
      return work(...parameters);
    };
  const all = <A extends unknown[]>(list: (...parameters: A) => AsyncIterable<string>) =>
    async function* (...parameters: A) {
      await expectThere();
      yield* list(...parameters);
    };
  return {
    write: once(blobs.write),
    async read(...parameters) {
      try {
        return await blobs.read(...parameters);
      } catch (error) {
        // Is it the content that is missing, or the folder?
        await expectThere();
        throw error;
      }
    },
    remove: once(blobs.remove),
    removeAll: once(blobs.removeAll),
    has: once(blobs.has),
    names: all(blobs.names),
    contentIds: all(blobs.contentIds),
    check: once(blobs.check),
  };
}
