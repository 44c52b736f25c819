/** What the account's files weigh, by what is in them: sizes as the file system has them, and nothing left out. */
import type { StoragePart, StorageUsage } from '../../../../contract/ipc/storage.contract.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { JournalStore } from '../journal-store.ts';
import type { ArchiveStore } from '../keeping/archive-store.ts';
import type { AccountDisk } from './disk-port.ts';
import { type MeasuredPart, measuredParts } from './kept-store.ts';

const DAY_MS = 86_400_000;
/** Ages that messages are told by, in days. */
const AGES = [7, 30, 90] as const;
const LARGEST = 10;
/** Rows weighed in one go: some milliseconds, between which the session serves whatever waits. */
const SLICE_ROWS = 400;

export interface UsagePorts {
  readonly cache: EnvelopeStore;
  readonly journal: JournalStore;
  readonly archive: ArchiveStore;
  readonly disk: AccountDisk;
  readonly clock: Clock;
}

export async function measureUsage(ports: UsagePorts): Promise<StorageUsage> {
  const { cache, clock } = ports;
  const inCache = await measureParts(ports);
  const files = await ports.disk.measure();
  const kept = cache.keptBytes();
  const sumOf = (ids: readonly string[]) => ids.reduce((sum, id) => sum + (files.blobs.get(id) ?? 0), 0);
  const journalBlobs = new Set(ports.journal.blobIds());
  const archiveBlobs = new Set(ports.archive.blobIds());
  const cacheBlobs = cache.blobIds().filter((id) => !journalBlobs.has(id) && !archiveBlobs.has(id));
  const allBlobs = [...files.blobs.values()].reduce((sum, size) => sum + size, 0);
  const blobs = { cache: sumOf(cacheBlobs), journal: sumOf([...journalBlobs]), archive: sumOf([...archiveBlobs]) };
  const contents = kept.inlineBytes + blobs.cache;
  const attachments = Math.min(contents, kept.attachmentBytes);
  const texts = inCache.letters + inCache.inside + inCache.ahead;
  const inLists = files.cacheBytes - kept.inlineBytes - inCache.words - texts - files.freeInCacheBytes;
  const sizes: Record<StoragePart, number> = {
    messages: contents - attachments,
    attachments,
    lists: Math.max(0, inLists),
    words: inCache.words,
    texts,
    archive: files.archiveBytes + blobs.archive,
    journal: files.journalBytes + blobs.journal,
    delegated: files.delegatedBytes,
    other: files.otherBytes + Math.max(0, allBlobs - blobs.cache - blobs.journal - blobs.archive),
    unused: files.freeInCacheBytes,
  };
  const parts = (Object.keys(sizes) as StoragePart[]).map((part) => ({ part, sizeBytes: sizes[part] }));
  const now = clock.now();
  return {
    totalBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    parts,
    freeDiskBytes: files.freeDiskBytes,
    diskBytes: files.diskBytes,
    ages: cache
      .keptSince(AGES.map((days) => now - days * DAY_MS))
      .map((weight, at) => ({ ...weight, withinDays: AGES[at] ?? null })),
    places: [...cache.keptByPlace()],
    largest: cache.largest(LARGEST).map(({ row, sizeBytes }) => ({ row, sizeBytes })),
  };
}

async function measureParts({ cache, clock }: UsagePorts): Promise<Record<MeasuredPart, number>> {
  const sizes: Record<MeasuredPart, number> = { words: 0, letters: 0, inside: 0, ahead: 0 };
  for (const part of measuredParts) {
    for (let after: number | null = 0; after !== null; ) {
      const slice: { readonly sizeBytes: number; readonly next: number | null } = cache.measure(
        part,
        after,
        SLICE_ROWS,
      );
      sizes[part] += slice.sizeBytes;
      after = slice.next;
      await clock.wait(0);
    }
  }
  return sizes;
}
