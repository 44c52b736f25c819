/** The way from the data folder's blobs to another store: copies what is not there yet, and takes nothing away. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../services/ports/contents.ts';

export interface CopyReport {
  /** Copied in this run. */
  readonly copied: number;
  /** There already, whole. */
  readonly present: number;
  readonly bytes: number;
}

/** Copied at a time: a bucket answers slowly, but to many. */
const TOGETHER = 8;
const SEGMENT = '.segment';

interface Segment {
  readonly contentId: string;
  readonly name: string;
  readonly file: string;
}

/**
 * Copies every segment below `directory`; can be stopped and run again. No operator may run on the folder: what it
 * writes meanwhile would stay behind.
 */
export async function copyBlobs(directory: string, target: BlobStore): Promise<CopyReport> {
  const report = { copied: 0, present: 0, bytes: 0 };
  const copy = async ({ contentId, name, file }: Segment) => {
    const { size } = await stat(file);
    if (await isThere(target, contentId, name, size)) {
      report.present += 1;
      return;
    }
    report.bytes += await target.write(contentId, name, createReadStream(file) as AsyncIterable<Uint8Array>);
    report.copied += 1;
  };
  const segments = segmentsIn(directory);
  const worker = async () => {
    for (let next = await segments.next(); !next.done; next = await segments.next()) await copy(next.value);
  };
  // Of several that fail the first is told, once none is under way any more.
  const outcomes = await Promise.allSettled(Array.from({ length: TOGETHER }, worker));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return report;
}

async function* segmentsIn(directory: string): AsyncGenerator<Segment, undefined> {
  for (const shelf of await readdir(directory)) {
    for (const contentId of await readdir(join(directory, shelf))) {
      for (const fileName of await readdir(join(directory, shelf, contentId))) {
        if (!fileName.endsWith(SEGMENT)) continue;
        const name = fileName.slice(0, -SEGMENT.length);
        yield { contentId, name, file: join(directory, shelf, contentId, fileName) };
      }
    }
  }
}

/** Whether a segment of that size is there: it has a last byte and none behind it. */
async function isThere(target: BlobStore, contentId: string, name: string, size: number): Promise<boolean> {
  if (!(await target.has(contentId))) return false;
  try {
    return (await target.read(contentId, name, Math.max(0, size - 1), 2)).length === Math.min(1, size);
  } catch (error) {
    const isMissing =
      error instanceof Error && (error.name === 'NoSuchKey' || ('code' in error && error.code === 'ENOENT'));
    if (isMissing) return false;
    throw error;
  }
}
