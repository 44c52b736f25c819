/** Encrypted files of one account: each under its own key, derived from the account's and from its random name. */
import { createHash, hkdfSync, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../contract/errors.ts';
import { decryptRange, decryptStream, encryptStream, plainSize } from '../../../../envelope/cipher/stream.ts';
import type { BlobStore, WrittenBlob } from '../../core/blob-store.ts';
import type { ByteStream } from '../../core/bytes.ts';
import { makePrivateFolder, syncFolder } from '../durable-file.ts';
import { storeFailure } from '../failures.ts';

const BLOB_ID = /^[0-9a-f]{32}$/;
const READ_BYTES = 262_144;

/** Opens (and makes) the folder; `rootKey` is the account's key for blobs. */
export async function openBlobFiles(folder: string, rootKey: Uint8Array): Promise<BlobStore> {
  await makePrivateFolder(folder);
  const pathOf = (blobId: string, suffix = '') => {
    if (!BLOB_ID.test(blobId)) throw new TypeError('not a blob id');
    return join(folder, blobId + suffix);
  };
  const keyOf = (blobId: string) => Buffer.from(hkdfSync('sha256', rootKey, Buffer.alloc(0), `blob ${blobId}`, 32));

  /** Encrypts into `<id>.part`, then names it; on failure what was written stays for `resume`, or is removed. */
  async function writeFile(blobId: string, plain: ByteStream, keepPartial: boolean): Promise<WrittenBlob> {
    let sizeBytes = 0;
    const hash = createHash('sha256');
    const counting = async function* () {
      for await (const chunk of plain) {
        sizeBytes += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      const handle = await open(pathOf(blobId, '.part'), 'w', 0o600);
      try {
        for await (const chunk of encryptStream(keyOf(blobId), counting())) await writeAll(handle, chunk);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(pathOf(blobId, '.part'), pathOf(blobId));
      await syncFolder(folder);
      return { sizeBytes, sha256: hash.digest('hex') };
    } catch (error) {
      if (!keepPartial) await rm(pathOf(blobId, '.part'), { force: true });
      throw storeFailure(error);
    }
  }

  return {
    newId: () => randomUUID().replaceAll('-', ''),
    write: (blobId, plain) => writeFile(blobId, plain, false),

    async resume(blobId, from, observe) {
      const kept = await keepPartial(pathOf(blobId, '.part'), pathOf(blobId, '.kept'));
      const source = async function* (): ByteStream {
        let offset = 0;
        if (kept) {
          for await (const chunk of readWhatHolds(keyOf(blobId), pathOf(blobId, '.kept'))) {
            offset += chunk.length;
            observe(chunk);
            yield chunk;
          }
        }
        const { start, bytes } = await from(offset);
        // A server that ignores the range sends everything again: what is already here is skipped.
        if (start > offset) throw new AppError('operator.protocol');
        let skip = offset - start;
        for await (const chunk of bytes) {
          const rest = chunk.subarray(Math.min(skip, chunk.length));
          skip -= chunk.length - rest.length;
          if (rest.length === 0) continue;
          observe(rest);
          yield rest;
        }
      };
      const written = await writeFile(blobId, source(), true);
      await rm(pathOf(blobId, '.kept'), { force: true });
      return written;
    },

    async *read(blobId, start = 0, end) {
      const path = pathOf(blobId);
      const handle = await openBlob(path);
      try {
        const total = (await handle.stat()).size;
        const readAt = async (offset: number, length: number) => {
          const buffer = Buffer.allocUnsafe(length);
          const { bytesRead } = await handle.read(buffer, 0, length, offset);
          return buffer.subarray(0, bytesRead);
        };
        yield* decryptRange(keyOf(blobId), readAt, total, start, end ?? plainSize(total));
      } finally {
        await handle.close();
      }
    },

    async remove(blobIds) {
      for (const blobId of blobIds) {
        for (const suffix of ['', '.part', '.kept']) await rm(pathOf(blobId, suffix), { force: true });
      }
    },

    async sweep(keep) {
      let removed = 0;
      for (const name of await readdir(folder)) {
        const blobId = name.slice(0, 32);
        if (!BLOB_ID.test(blobId) || keep.has(blobId)) continue;
        await rm(join(folder, name), { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written);
    written += bytesWritten;
  }
}

/** A missing file means that the database knows more than the disk: damage, not a bug. */
async function openBlob(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new AppError('store.corrupt', error);
    throw storeFailure(error);
  }
}

/** Sets the longer of two interrupted attempts aside as what to start from. */
async function keepPartial(partial: string, kept: string): Promise<boolean> {
  const size = async (path: string) =>
    stat(path).then(
      (found) => found.size,
      () => -1,
    );
  const [partialSize, keptSize] = await Promise.all([size(partial), size(kept)]);
  if (partialSize > keptSize) await rename(partial, kept);
  return Math.max(partialSize, keptSize) > 0;
}

/** The leading chunks that authenticate; a file cut short ends there instead of failing. */
async function* readWhatHolds(key: Uint8Array, path: string): ByteStream {
  try {
    yield* decryptStream(key, readFileChunks(path));
  } catch (error) {
    if (!(error instanceof AppError && error.is('envelope.altered'))) throw error;
  }
}

async function* readFileChunks(path: string): ByteStream {
  const handle = await open(path, 'r');
  try {
    const size = (await handle.stat()).size;
    for (let offset = 0; offset < size; ) {
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, size - offset));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
