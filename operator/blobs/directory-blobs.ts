/** Encrypted segments as files: `<first two of id>/<id>/<name>.segment`, whole or not there. */
import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { BlobStore } from '../services/ports/contents.ts';

const SEGMENT = '.segment';

/** Opens (or makes) the store below `directory`. */
export function createDirectoryBlobs(directory: string): BlobStore {
  const folderOf = (contentId: string) => join(directory, contentId.slice(0, 2), contentId);
  const fileOf = (contentId: string, name: string) => join(folderOf(contentId), `${name}${SEGMENT}`);

  async function makeFolder(contentId: string): Promise<string> {
    const folder = folderOf(contentId);
    const created = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (created) {
      await syncPath(join(folder, '..'));
      await syncPath(directory);
    }
    return folder;
  }

  return {
    write(contentId, name, bytes) {
      return namingFullDisk(async () => {
        const folder = await makeFolder(contentId);
        const draft = join(folder, `${name}.part`);
        try {
          const size = await writeDurably(draft, bytes);
          await rename(draft, fileOf(contentId, name));
          await syncPath(folder);
          return size;
        } catch (error) {
          await rm(draft, { force: true });
          throw error;
        }
      });
    },
    async read(contentId, name, offset, length) {
      const file = await open(fileOf(contentId, name), 'r');
      try {
        return await readFully(file, offset, length);
      } finally {
        await file.close();
      }
    },
    async remove(contentId, name) {
      await rm(fileOf(contentId, name), { force: true });
    },
    async removeAll(contentId) {
      await rm(folderOf(contentId), { recursive: true, force: true });
    },
    async has(contentId) {
      return (await filesIn(folderOf(contentId))).length > 0;
    },
    async *names(contentId) {
      for (const file of await filesIn(folderOf(contentId))) {
        if (file.endsWith(SEGMENT)) yield file.slice(0, -SEGMENT.length);
      }
    },
    async *contentIds() {
      for (const shelf of await namesIn(directory)) yield* await namesIn(join(directory, shelf));
    },
    check() {
      return namingFullDisk(async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const probe = join(directory, `.probe-${randomBytes(4).toString('hex')}`);
        try {
          await (await open(probe, 'wx', 0o600)).close();
        } finally {
          await rm(probe, { force: true });
        }
      });
    },
  };
}

/** Pieces are gathered into batches of this size; one is written while the next is being made. */
const BATCH_BYTES = 524_288;

async function writeDurably(file: string, bytes: ByteStream): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  const writer = createWriter(handle);
  try {
    let size = 0;
    let batch: Uint8Array[] = [];
    let batchedBytes = 0;
    for await (const piece of bytes) {
      batch.push(piece);
      batchedBytes += piece.length;
      size += piece.length;
      if (batchedBytes < BATCH_BYTES) continue;
      await writer.write(batch);
      batch = [];
      batchedBytes = 0;
    }
    await writer.write(batch);
    await writer.idle();
    await handle.datasync();
    return size;
  } finally {
    await writer.settled();
    await handle.close();
  }
}

/** Writes one batch at a time, in order; `write` returns while its batch is still on the way. */
function createWriter(handle: FileHandle) {
  let writing: Promise<{ readonly error?: unknown }> = Promise.resolve({});
  const idle = async () => {
    const outcome = await writing;
    if ('error' in outcome) throw outcome.error;
  };
  return {
    idle,
    /** Waits without asking how it went: for closing the file when something else has failed. */
    settled: () => writing,
    async write(batch: readonly Uint8Array[]): Promise<void> {
      await idle();
      writing = writeFully(handle, batch).then(
        () => ({}),
        (error: unknown) => ({ error }),
      );
    },
  };
}

async function writeFully(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  if (pieces.length === 0) return;
  const { bytesWritten } = await handle.writev(pieces);
  let skipped = bytesWritten;
  for (const piece of pieces) {
    // Rarely, and before a disk is full, less is written than was given.
    for (let done = Math.min(skipped, piece.length); done < piece.length; ) {
      done += (await handle.write(piece, done, piece.length - done)).bytesWritten;
    }
    skipped = Math.max(0, skipped - piece.length);
  }
}

/** Reads `length` bytes, fewer only at the end of the file. */
async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** Makes a file, or new names in a folder, durable. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function filesIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).map((entry) => entry.name);
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

async function namingFullDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error, 'ENOSPC') || isSystemError(error, 'EDQUOT')) throw new AppError('store.disk-full', error);
    throw error;
  }
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
