/** Reads and writes the files that the user picked. Names found in messages never become paths as they are. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, link, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { ByteStream } from '../core/bytes.ts';
import { numberedName, safeFileName } from '../core/file-kind.ts';
import type { GrantedFiles, NewFolder } from '../core/files-port.ts';

const READ_BYTES = 262_144;
const MAX_NUMBER = 1_000;

export interface Grants extends GrantedFiles {
  add(grantId: string, kind: 'read' | 'write' | 'folder', path: string): void;
}

export function createGrantedFiles(): Grants {
  const grants = new Map<string, { readonly kind: 'read' | 'write' | 'folder'; readonly path: string }>();
  const pathOf = (grantId: string, kind: 'read' | 'write' | 'folder'): string => {
    const grant = grants.get(grantId);
    if (grant?.kind !== kind) throw new AppError('file.grant-unknown');
    return grant.path;
  };
  return {
    add(grantId, kind, path) {
      grants.set(grantId, { kind, path });
    },

    async source(grantId) {
      const path = pathOf(grantId, 'read');
      const handle = await openGranted(path);
      try {
        const facts = await handle.stat();
        if (!facts.isFile()) throw new AppError('attachment.unreadable');
        return { name: basename(path), sizeBytes: facts.size, open: () => readUnchanged(path, facts) };
      } finally {
        await handle.close();
      }
    },

    async save(grantId, content) {
      const path = pathOf(grantId, 'write');
      // The user agreed to one file in this place, perhaps to replacing another: once.
      grants.delete(grantId);
      return writeBeside(path, content, (partial) => rename(partial, path));
    },

    async saveInto(grantId, name, content) {
      const folder = pathOf(grantId, 'folder');
      const safe = safeFileName(name);
      return writeBeside(join(folder, safe), content, (partial) => placeUnderFreeName(partial, folder, safe));
    },

    async newFolder(grantId, name) {
      return folderFor(await makeUnderFreeName(pathOf(grantId, 'folder'), safeFileName(name)));
    },
  };
}

interface FileFacts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

async function openGranted(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new AppError(
      code === 'ENOENT' || code === 'ENOTDIR' ? 'attachment.vanished' : 'attachment.unreadable',
      error,
    );
  }
}

async function* readUnchanged(path: string, expected: FileFacts): ByteStream {
  const isSame = (facts: FileFacts) =>
    facts.size === expected.size && facts.mtimeMs === expected.mtimeMs && facts.ino === expected.ino;
  const handle = await openGranted(path);
  try {
    if (!isSame(await handle.stat())) throw new AppError('attachment.changed');
    for (let offset = 0; ; ) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, offset).catch((error: unknown) => {
        throw new AppError('attachment.unreadable', error);
      });
      if (bytesRead === 0) break;
      offset += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    if (!isSame(await handle.stat())) throw new AppError('attachment.changed');
  } finally {
    await handle.close();
  }
}

/** Writes next to the destination and puts in place when all is on disk; leaves nothing behind on failure. */
async function writeBeside(
  destination: string,
  content: ByteStream,
  place: (partial: string) => Promise<void>,
): Promise<number> {
  const partial = join(dirname(destination), `.${randomUUID()}.part`);
  let size = 0;
  try {
    const handle = await open(partial, 'wx', 0o600);
    try {
      for await (const chunk of content) {
        await handle.writeFile(chunk);
        size += chunk.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(partial);
    return size;
  } catch (error) {
    await rm(partial, { force: true });
    throw writeFailure(error);
  }
}

function writeFailure(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (error instanceof AppError) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('store.disk-full', error);
  return code.startsWith('E') ? new AppError('file.write-failed', error) : error;
}

async function makeUnderFreeName(parent: string, name: string): Promise<string> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    // A folder's name has no ending that the number would go before.
    const path = join(parent, number < 2 ? name : `${name} (${number})`);
    try {
      await mkdir(path, { mode: 0o700 });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailure(error);
    }
  }
  throw new AppError('file.write-failed');
}

function folderFor(folder: string): NewFolder {
  const written: string[] = [];
  return {
    async save(name, content) {
      const path = join(folder, safeFileName(name));
      return writeBeside(path, content, async (partial) => {
        await rename(partial, path);
        written.push(path);
      });
    },
    async remove() {
      for (const path of written) await rm(path, { force: true });
      await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
      });
    },
  };
}

/** A hard link fails where the name is taken, in one step; file systems without links get an exclusive copy. */
async function placeUnderFreeName(partial: string, folder: string, name: string): Promise<void> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const path = join(folder, numberedName(name, number));
    try {
      await link(partial, path).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') throw error;
        await copyFile(partial, path, constants.COPYFILE_EXCL);
      });
      await rm(partial, { force: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new AppError('file.write-failed');
}
