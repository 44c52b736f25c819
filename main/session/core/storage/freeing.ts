/** Gives room back to the disk, a few messages at a time: bytes that the operator can send again, and nothing else. */
import { AppError } from '../../../../contract/errors.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { BlobStore } from '../blob-store.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { AccountDisk } from './disk-port.ts';
import type { ReleaseChoice } from './kept-store.ts';

/** Messages let go in one transaction. */
const BATCH = 10;
/** Between two, the session serves whatever waits. */
const PAUSE_MS = 5;

export interface FreeingPorts {
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly disk: AccountDisk;
  readonly clock: Clock;
  /** The operator's word on what it still has is fresh. */
  readonly isOnline: () => boolean;
  readonly onProgress: () => void;
  readonly onReleased: (ids: readonly EnvelopeId[]) => void;
}

export interface Freeing {
  /** Answers bytes that messages lost. `operator.offline`; `app.cancelled` while another runs. */
  run(choice: ReleaseChoice, byHand: boolean): Promise<{ readonly freedBytes: number; readonly cancelled: boolean }>;
  cancel(): void;
  progress(): { readonly doneBytes: number; readonly totalBytes: number } | null;
}

export function createFreeing(ports: FreeingPorts): Freeing {
  const { cache, blobs, disk, clock } = ports;
  let progress: { doneBytes: number; totalBytes: number } | null = null;
  let controller: AbortController | null = null;

  async function release(choice: ReleaseChoice, byHand: boolean, signal: AbortSignal): Promise<number> {
    let freedBytes = 0;
    while (!signal.aborted) {
      // Out of reach meanwhile, nobody can say any more what the operator still has.
      if (!ports.isOnline()) throw new AppError('operator.offline');
      const { ids, freedBlobs, sizeBytes } = cache.release(choice, BATCH, byHand);
      if (ids.length === 0) break;
      await blobs.remove(freedBlobs);
      freedBytes += sizeBytes;
      if (progress) progress.doneBytes = Math.min(progress.totalBytes, freedBytes);
      ports.onReleased(ids);
      ports.onProgress();
      await clock.wait(PAUSE_MS, signal);
    }
    return freedBytes;
  }

  /** What is free within the database goes back to the disk. */
  async function shrink(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && disk.shrink()) await clock.wait(PAUSE_MS, signal);
    if (!signal.aborted) disk.checkpoint();
  }

  return {
    async run(choice, byHand) {
      if (controller) throw new AppError('app.cancelled');
      if (!ports.isOnline()) throw new AppError('operator.offline');
      const running = new AbortController();
      controller = running;
      progress = { doneBytes: 0, totalBytes: cache.releasable(choice).sizeBytes };
      ports.onProgress();
      try {
        const freedBytes = await release(choice, byHand, running.signal);
        await shrink(running.signal);
        return { freedBytes, cancelled: running.signal.aborted };
      } finally {
        controller = null;
        progress = null;
        ports.onProgress();
      }
    },
    cancel: () => controller?.abort(),
    progress: () => progress && { ...progress },
  };
}
