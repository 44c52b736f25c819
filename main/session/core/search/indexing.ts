/**
 * Indexes, little by little, what the cache held before there was an index. Every batch is a transaction that also
 * notes how far it came: a kill costs one batch.
 */
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';

/** Rows of one batch: some 15 ms, which nobody who opens an envelope meanwhile notices. */
const BATCH = 20;
/** Between batches the session serves whatever waits. */
const PAUSE_MS = 10;

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
    do await ports.clock.wait(PAUSE_MS, ending.signal);
    while (!ending.signal.aborted && ports.cache.indexMore(BATCH));
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
