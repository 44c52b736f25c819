/** Measures the files of an account, and gives back what the cache does not need. */
import { statSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountDisk, CacheLoss, DiskMeasure } from '../core/storage/disk-port.ts';
import type { Sql } from './encrypted-database.ts';
import { storeFailure } from './failures.ts';

/** Pages that one slice moves: a few milliseconds, during which nobody waits. */
const SLICE_PAGES = 32;

/** Identity of a file; null when there is none. */
export function fileIdentity(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}

/** The disk of an account whose cache is the database that `cache` answers. */
export function createAccountDisk(parts: {
  readonly folder: string;
  readonly cachePath: string;
  readonly cache: () => Sql;
  readonly lossAtOpening: CacheLoss | null;
  readonly replaceCache: () => void;
}): AccountDisk {
  const { folder, cachePath, cache } = parts;
  let opened = fileIdentity(cachePath);
  const freePages = () => cache().pragma('freelist_count', { simple: true }) as number;
  return {
    lossAtOpening: parts.lossAtOpening,
    async measure() {
      const freeInCacheBytes = freePages() * (cache().pragma('page_size', { simple: true }) as number);
      return { ...(await measureFolder(folder)), freeInCacheBytes };
    },
    shrink() {
      const before = freePages();
      if (before === 0) return false;
      try {
        cache().pragma(`incremental_vacuum(${SLICE_PAGES})`);
      } catch (error) {
        throw storeFailure(error);
      }
      // A cache from before it could be shortened keeps its free pages for what comes.
      const left = freePages();
      return left > 0 && left < before;
    },
    checkpoint() {
      try {
        cache().pragma('wal_checkpoint(TRUNCATE)');
      } catch (error) {
        throw storeFailure(error);
      }
    },
    isCacheThere: () => fileIdentity(cachePath) === opened,
    replaceCache() {
      parts.replaceCache();
      opened = fileIdentity(cachePath);
    },
  };
}

type FolderMeasure = Omit<DiskMeasure, 'freeInCacheBytes'>;

async function measureFolder(folder: string): Promise<FolderMeasure> {
  const sizes = { cache: 0, journal: 0, archive: 0, backups: 0, delegated: 0, other: 0 };
  const blobs = new Map<string, number>();
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const sizeBytes = await sizeOf(path);
    const [top = ''] = path.slice(folder.length + 1).split(/[\\/]/);
    const name = top.split('.')[0] ?? '';
    if (top === 'blobs') {
      const blobId = entry.name.slice(0, 32);
      blobs.set(blobId, (blobs.get(blobId) ?? 0) + sizeBytes);
    } else if (name in sizes) sizes[name as keyof typeof sizes] += sizeBytes;
    else sizes.other += sizeBytes;
  }
  const disk = await statfs(folder);
  return {
    cacheBytes: sizes.cache,
    // Copies of the journal from before it was brought to a newer version are the journal's.
    journalBytes: sizes.journal + sizes.backups,
    archiveBytes: sizes.archive,
    blobs,
    delegatedBytes: sizes.delegated,
    otherBytes: sizes.other,
    freeDiskBytes: disk.bavail * disk.bsize,
    diskBytes: disk.blocks * disk.bsize,
  };
}

/** A file may go while the others are being measured. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
