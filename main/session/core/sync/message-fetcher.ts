/** Brings messages to this workstation: verifies them as they arrive, keeps what an interruption left, newest first. */
import { AppError } from '../../../../contract/errors.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { retryDelayMs } from '../backoff.ts';
import type { BlobStore } from '../blob-store.ts';
import type { ByteStream } from '../bytes.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore, MissingMessage, StoredEnvelope } from '../envelope-store.ts';
import { connectionProblem } from '../failures.ts';
import type { MessageBytes, MessageIndex, MessageReader, ReadRange } from '../message-port.ts';
import type { OperatorApi } from '../operator-port.ts';
import { INLINE_MESSAGE_BYTES, PREFETCH_CONCURRENCY } from '../policy.ts';

/** A message that the operator will not give for now: asked again after this. */
const REFUSED_RETRY_MS = 15 * 60_000;

export interface FetcherPorts {
  readonly operator: OperatorApi;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly reader: MessageReader;
  readonly clock: Clock;
  readonly random: () => number;
  /** Own envelopes that the outbox will bring are not fetched. */
  readonly isOutgoing: (id: EnvelopeId) => boolean;
  /** Whether messages come ahead; else only those that somebody opens. */
  readonly prefetches: boolean;
  readonly onBytes: (count: number) => void;
  readonly onStored: (id: EnvelopeId) => void;
  readonly onBug: (error: unknown) => void;
}

export interface MessageFetcher {
  /** Fetches everything missing in the background; asked again while it runs, it looks again at the end. */
  start(): void;
  /** Fetches this one now, or joins the fetch under way. */
  fetch(id: EnvelopeId): Promise<void>;
  /** Whether messages are being fetched. */
  isFetching(): boolean;
  /** Bytes that are to come by themselves. */
  pendingBytes(): number;
  stop(): void;
}

export function createMessageFetcher(ports: FetcherPorts): MessageFetcher {
  const { cache, blobs, reader, operator, clock } = ports;
  const underWay = new Map<EnvelopeId, Promise<void>>();
  const controller = new AbortController();
  let workers = 0;

  async function store(missing: MissingMessage, envelope: StoredEnvelope): Promise<void> {
    const isInline = missing.sizeBytes <= INLINE_MESSAGE_BYTES;
    const { index, bytes } = isInline ? await fetchInline(missing) : await fetchBlob(missing);
    const discard = async (code: 'envelope.altered' | 'app.cancelled') => {
      if (bytes.kind === 'blob') await blobs.remove([bytes.blobId]);
      return new AppError(code);
    };
    // The seal's own signature and timestamp are checked whenever it is shown; in bulk, what it says is enough.
    const isSame = index.sha256 === missing.sha256 && reader.sealNames(envelope.seal, missing.envelopeId, index);
    if (!isSame) throw await discard('envelope.altered');
    const attachments = await reader.detectTypes(index.attachments, readerOf(bytes, blobs));
    if (!cache.putMessage(missing.envelopeId, { ...index, attachments }, bytes)) {
      if (bytes.kind === 'blob' && cacheBlob(missing.envelopeId) !== bytes.blobId) await discard('app.cancelled');
    }
    ports.onStored(missing.envelopeId);
  }

  const cacheBlob = (id: EnvelopeId): string | null => {
    const bytes = cache.messageBytes(id);
    return bytes?.kind === 'blob' ? bytes.blobId : null;
  };

  async function fetchInline(missing: MissingMessage): Promise<{ index: MessageIndex; bytes: MessageBytes }> {
    const indexer = reader.startIndex();
    const whole = new Uint8Array(missing.sizeBytes);
    let filled = 0;
    const { bytes } = await operator.download('message', missing.envelopeId, 0, controller.signal);
    for await (const chunk of bytes) {
      if (filled + chunk.length > whole.length) throw new AppError('envelope.altered');
      whole.set(chunk, filled);
      filled += chunk.length;
      indexer.write(chunk);
      ports.onBytes(chunk.length);
    }
    if (filled !== whole.length) throw new AppError('operator.offline');
    return { index: indexer.end(), bytes: { kind: 'inline', bytes: whole } };
  }

  async function fetchBlob(missing: MissingMessage): Promise<{ index: MessageIndex; bytes: MessageBytes }> {
    const blobId = missing.blobId ?? blobs.newId();
    if (missing.blobId === null) cache.beginDownload(missing.envelopeId, blobId);
    const indexer = reader.startIndex();
    let read = 0;
    const source = async (offset: number) => {
      // Killed when every byte had come: there is no range left to ask for.
      if (offset === missing.sizeBytes) return { start: offset, bytes: streamOf() };
      const download = await operator.download('message', missing.envelopeId, offset, controller.signal);
      return { start: download.start, bytes: upTo(download.bytes, missing.sizeBytes - download.start) };
    };
    try {
      await blobs.resume(blobId, source, (chunk) => {
        indexer.write(chunk);
        read += chunk.length;
        ports.onBytes(chunk.length);
      });
      if (read < missing.sizeBytes) throw new AppError('envelope.altered');
      return { index: indexer.end(), bytes: { kind: 'blob', blobId } };
    } catch (error) {
      // What a broken connection left is worth keeping; what makes no sense is not, and would make none again.
      const isBroken = connectionProblem(error) !== null || (error instanceof AppError && error.is('app.cancelled'));
      if (!isBroken) await blobs.remove([blobId]);
      throw error;
    }
  }

  function fetchOnce(missing: MissingMessage): Promise<void> {
    const running = underWay.get(missing.envelopeId);
    if (running) return running;
    const envelope = cache.envelope(missing.envelopeId);
    if (!envelope) return Promise.reject(new AppError('envelope.not-found'));
    const fetching = store(missing, envelope)
      .catch((error: unknown) => {
        noteFailure(missing.envelopeId, error);
        throw error;
      })
      .finally(() => underWay.delete(missing.envelopeId));
    underWay.set(missing.envelopeId, fetching);
    return fetching;
  }

  function noteFailure(id: EnvelopeId, error: unknown): void {
    if (connectionProblem(error) || (error instanceof AppError && error.is('app.cancelled'))) return;
    const tries = cache.downloadTries(id) + 1;
    const isRefused = error instanceof AppError && error.retry === 'never' && !error.is('envelope.altered');
    const delay = isRefused ? REFUSED_RETRY_MS : retryDelayMs(tries, ports.random());
    cache.failDownload(id, tries, clock.now() + delay);
  }

  async function work(): Promise<void> {
    while (!controller.signal.aborted) {
      const next = cache
        .missing(clock.now(), 4 * PREFETCH_CONCURRENCY + 8)
        .find(({ envelopeId }) => !underWay.has(envelopeId) && !ports.isOutgoing(envelopeId));
      if (!next) return;
      try {
        await fetchOnce(next);
      } catch (error) {
        if (controller.signal.aborted || connectionProblem(error)) return;
        if (!(error instanceof AppError)) ports.onBug(error);
        else if (error.is('store.disk-full')) return;
      }
    }
  }

  return {
    start() {
      if (!ports.prefetches) return;
      while (workers < PREFETCH_CONCURRENCY) {
        workers += 1;
        work()
          .catch(ports.onBug)
          .finally(() => {
            workers -= 1;
          });
      }
    },
    fetch(id) {
      const envelope = cache.envelope(id);
      if (!envelope) return Promise.reject(new AppError('envelope.not-found'));
      const { sha256, sizeBytes } = envelope.record.message;
      const known = cache.missing(Number.POSITIVE_INFINITY, 64).find(({ envelopeId }) => envelopeId === id);
      return fetchOnce({ envelopeId: id, sha256, sizeBytes, blobId: known?.blobId ?? null });
    },
    isFetching: () => underWay.size > 0,
    pendingBytes: () => (ports.prefetches ? cache.missingBytes() : 0),
    stop() {
      controller.abort();
    },
  };
}

/** Random access to a message wherever its bytes are. */
export function readerOf(bytes: MessageBytes, blobs: BlobStore): ReadRange {
  if (bytes.kind === 'blob') return (start, end) => blobs.read(bytes.blobId, start, end);
  return (start, end) => streamOf(bytes.bytes.subarray(start, end));
}

async function* streamOf(...chunks: Uint8Array[]): ByteStream {
  yield* chunks;
}

/** A server that sends more than was announced is stopped there, before it fills the disk. */
async function* upTo(source: ByteStream, limitBytes: number): ByteStream {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limitBytes) throw new AppError('envelope.altered');
    yield chunk;
  }
}
