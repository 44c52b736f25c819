/** Brings messages to this workstation: newest first, as far back as the rule keeps them, and those that somebody opens. */
import { AppError } from '../../../../contract/errors.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { retryDelayMs } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import type { MissingMessage } from '../envelope-store.ts';
import { connectionProblem } from '../failures.ts';
import { PREFETCH_CONCURRENCY } from '../policy.ts';
import { type DownloadPorts, downloadMessage } from './message-download.ts';

/** A message that the operator will not give for now: asked again after this. */
const REFUSED_RETRY_MS = 15 * 60_000;

export interface FetcherPorts extends DownloadPorts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Own envelopes that the outbox will bring are not fetched. */
  readonly isOutgoing: (id: EnvelopeId) => boolean;
  /** Whether messages come ahead; else only those that somebody opens. */
  readonly prefetches: boolean;
  /** Messages sealed at or after this instant, epoch ms, come with their bytes; those before with their text. */
  readonly keptFrom: () => number;
  readonly onBytes: (count: number) => void;
  /** Of one that somebody waits for. */
  readonly onProgress: (id: EnvelopeId, doneBytes: number, totalBytes: number) => void;
  readonly onStored: (id: EnvelopeId) => void;
  readonly onBug: (error: unknown) => void;
}

export interface MessageFetcher {
  /** Fetches everything missing in the background; asked again while it runs, it looks again at the end. */
  start(): void;
  /** Fetches this one with its bytes now, or joins the fetch under way. */
  fetch(id: EnvelopeId): Promise<void>;
  /** Nobody waits for that one any more: what has arrived of it is kept for the next time. */
  cancel(id: EnvelopeId): void;
  /** Nothing comes ahead from now on; what somebody opens does. */
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** Resolves when nothing is being fetched: what was is given up. */
  settle(): Promise<void>;
  /** Whether messages are being fetched. */
  isFetching(): boolean;
  /** Bytes that are to come by themselves. */
  pendingBytes(): number;
  /** Those that somebody opened since this began, and that the rule may not take away again meanwhile. */
  openedHere(): readonly EnvelopeId[];
  stop(): void;
}

interface UnderWay {
  readonly wants: MissingMessage['wants'];
  readonly ended: Promise<void>;
  readonly controller: AbortController;
}

export function createMessageFetcher(ports: FetcherPorts): MessageFetcher {
  const { cache, clock } = ports;
  const underWay = new Map<EnvelopeId, UnderWay>();
  const awaited = new Set<EnvelopeId>();
  const openedHere = new Set<EnvelopeId>();
  let isStopped = false;
  let isPaused = false;
  let workers = 0;

  function begin(missing: MissingMessage): Promise<void> {
    const { envelopeId, sizeBytes } = missing;
    const envelope = cache.envelope(envelopeId);
    if (!envelope) return Promise.reject(new AppError('envelope.not-found'));
    const controller = new AbortController();
    let done = 0;
    const ended = downloadMessage(missing, envelope, ports, {
      signal: controller.signal,
      onBytes(count) {
        done += count;
        ports.onBytes(count);
        if (awaited.has(envelopeId)) ports.onProgress(envelopeId, done, sizeBytes);
      },
    })
      .then(() => ports.onStored(envelopeId))
      .catch((error: unknown) => {
        noteFailure(envelopeId, error);
        throw error;
      })
      .finally(() => underWay.delete(envelopeId));
    underWay.set(envelopeId, { wants: missing.wants, ended, controller });
    return ended;
  }

  function noteFailure(id: EnvelopeId, error: unknown): void {
    if (connectionProblem(error) || isCancelled(error)) return;
    const tries = cache.downloadTries(id) + 1;
    const isRefused = error instanceof AppError && error.retry === 'never' && !error.is('envelope.altered');
    const delay = isRefused ? REFUSED_RETRY_MS : retryDelayMs(tries, ports.random());
    cache.failDownload(id, tries, clock.now() + delay);
  }

  const isIdle = () => isStopped || isPaused;

  async function work(): Promise<void> {
    while (!isIdle()) {
      const next = cache
        .missing(clock.now(), 4 * PREFETCH_CONCURRENCY + 8, ports.keptFrom())
        .find(({ envelopeId }) => !underWay.has(envelopeId) && !ports.isOutgoing(envelopeId));
      if (!next) return;
      try {
        await begin(next);
      } catch (error) {
        if (isIdle() || connectionProblem(error)) return;
        if (!(error instanceof AppError)) ports.onBug(error);
        else if (error.is('store.disk-full')) return;
      }
    }
  }

  function start(): void {
    if (!ports.prefetches) return;
    while (workers < PREFETCH_CONCURRENCY && !isIdle()) {
      workers += 1;
      work()
        .catch(ports.onBug)
        .finally(() => {
          workers -= 1;
        });
    }
  }

  /** One that is only begun for its text is of no use to who wants the whole. */
  async function fetchWhole(id: EnvelopeId): Promise<void> {
    for (let running = underWay.get(id); running; running = underWay.get(id)) {
      if (running.wants === 'bytes') return running.ended;
      await running.ended.catch(() => undefined);
      // Nobody waits any more: whoever did gave up while only the text was coming.
      if (!awaited.has(id)) throw new AppError('app.cancelled');
    }
    const envelope = cache.envelope(id);
    if (!envelope) throw new AppError('envelope.not-found');
    const { sha256, sizeBytes } = envelope.record.message;
    return begin({ envelopeId: id, sha256, sizeBytes, blobId: cache.partialBlob(id), wants: 'bytes' });
  }

  return {
    start,
    async fetch(id) {
      awaited.add(id);
      openedHere.add(id);
      try {
        await fetchWhole(id);
      } finally {
        awaited.delete(id);
      }
    },
    cancel(id) {
      if (awaited.delete(id)) underWay.get(id)?.controller.abort();
    },
    pause() {
      isPaused = true;
      for (const [id, { controller }] of underWay) if (!awaited.has(id)) controller.abort();
    },
    resume() {
      isPaused = false;
      start();
    },
    isPaused: () => isPaused,
    async settle() {
      for (const { controller } of underWay.values()) controller.abort();
      await Promise.allSettled([...underWay.values()].map(({ ended }) => ended));
    },
    isFetching: () => underWay.size > 0,
    pendingBytes: () => (ports.prefetches ? cache.missingBytes(ports.keptFrom()) : 0),
    openedHere: () => [...openedHere],
    stop() {
      isStopped = true;
      for (const { controller } of underWay.values()) controller.abort();
    },
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof AppError && error.is('app.cancelled');
}
