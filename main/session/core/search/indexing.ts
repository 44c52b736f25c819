/**
 * Indexes, little by little, what the cache held before there was an index. Every batch is a transaction that also
 * notes how far it came: a kill costs one batch.
 */
import { AppError } from '../../../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';

/** Rows of one batch: some 15 ms, which nobody who opens an envelope meanwhile notices. */
const BATCH = 20;
/** Between batches the session serves whatever waits. */
const PAUSE_MS = 10;
/** A disk that is full is looked at again after this. */
const NO_ROOM_MS = 60_000;

export interface Indexing {
  start(): void;
  stop(): void;
}

export function createIndexing(ports: {
  readonly cache: EnvelopeStore;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}): Indexing {
  const ending = new AbortController();
  async function run(): Promise<void> {
    let pauseMs: number | null = PAUSE_MS;
    while (pauseMs !== null) {
      await ports.clock.wait(pauseMs, ending.signal);
      if (ending.signal.aborted) return;
      pauseMs = nextPause();
    }
  }

  /** Indexes one batch; answers how long to wait for the next, null when none is left. */
  function nextPause(): number | null {
    try {
      return ports.cache.indexMore(BATCH) ? PAUSE_MS : null;
    } catch (error) {
      // What could not be written is in no half: it is indexed when there is room again.
      if (error instanceof AppError && error.is('store.disk-full')) return NO_ROOM_MS;
      throw error;
    }
  }
  return {
    start() {
      run().catch(ports.onBug);
    },
    stop() {
      ending.abort();
    },
  };
}
