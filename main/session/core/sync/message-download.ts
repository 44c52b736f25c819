/** The bytes of one message, verified as they arrive: whole, in memory or into an encrypted file, or its beginning alone. */
import { AppError } from '../../../../contract/errors.ts';
import type { BlobStore } from '../blob-store.ts';
import type { ByteStream } from '../bytes.ts';
import type { EnvelopeStore, MissingMessage, StoredEnvelope } from '../envelope-store.ts';
import { connectionProblem } from '../failures.ts';
import type { MessageBytes, MessageIndex, MessageReader, ReadRange } from '../message-port.ts';
import type { OperatorApi } from '../operator-port.ts';
import { INLINE_MESSAGE_BYTES } from '../policy.ts';
import { textOfHtml } from '../search/html-text.ts';

export interface DownloadPorts {
  readonly operator: OperatorApi;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly reader: MessageReader;
}

/** How one download is followed, and given up. */
export interface DownloadWatch {
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

/**
 * Brings a message into the cache: with its bytes, or with its text alone, for which a large one is only begun. Rejects
 * with `envelope.altered` for bytes that are not those that were sealed.
 */
export async function downloadMessage(
  missing: MissingMessage,
  envelope: StoredEnvelope,
  ports: DownloadPorts,
  watch: DownloadWatch,
): Promise<void> {
  const { cache, blobs, reader } = ports;
  const { envelopeId } = missing;
  const isInline = missing.sizeBytes <= INLINE_MESSAGE_BYTES;
  if (missing.wants === 'text' && !isInline) {
    cache.putAheadText(envelopeId, await fetchBeginning(missing, ports, watch));
    return;
  }
  const { index, bytes } = isInline ? await fetchInline(missing, ports, watch) : await fetchBlob(missing, ports, watch);
  const discard = async (code: 'envelope.altered' | 'app.cancelled') => {
    if (bytes.kind === 'blob') await blobs.remove([bytes.blobId]);
    return new AppError(code);
  };
  // The seal's own signature and timestamp are checked whenever it is shown; in bulk, what it says is enough.
  const isSame = index.sha256 === missing.sha256 && reader.sealNames(envelope.seal, envelopeId, index);
  if (!isSame) throw await discard('envelope.altered');
  const attachments = await reader.detectTypes(index.attachments, readerOf(bytes, blobs));
  // A letter without attachments is nothing but its text: it is here whole.
  const isTextAlone = missing.wants === 'text' && attachments.length > 0;
  if (!cache.putMessage(envelopeId, { ...index, attachments }, isTextAlone ? null : bytes)) {
    const kept = cache.messageBytes(envelopeId);
    const isNamed = bytes.kind === 'blob' && kept?.kind === 'blob' && kept.blobId === bytes.blobId;
    if (bytes.kind === 'blob' && !isNamed) await discard('app.cancelled');
  }
}

type Fetched = Promise<{ readonly index: MessageIndex; readonly bytes: MessageBytes }>;

async function fetchInline(
  missing: MissingMessage,
  { operator, reader }: DownloadPorts,
  watch: DownloadWatch,
): Fetched {
  const indexer = reader.startIndex();
  const whole = new Uint8Array(missing.sizeBytes);
  let filled = 0;
  const { bytes } = await operator.download('message', missing.envelopeId, 0, watch.signal);
  for await (const chunk of bytes) {
    if (filled + chunk.length > whole.length) throw new AppError('envelope.altered');
    whole.set(chunk, filled);
    filled += chunk.length;
    indexer.write(chunk);
    watch.onBytes(chunk.length);
  }
  if (filled !== whole.length) throw new AppError('operator.offline');
  return { index: indexer.end(), bytes: { kind: 'inline', bytes: whole } };
}

async function fetchBlob(missing: MissingMessage, ports: DownloadPorts, watch: DownloadWatch): Fetched {
  const { cache, blobs, operator } = ports;
  const blobId = missing.blobId ?? blobs.newId();
  if (missing.blobId === null) cache.beginDownload(missing.envelopeId, blobId);
  const indexer = ports.reader.startIndex();
  let read = 0;
  const source = async (offset: number) => {
    // Killed when every byte had come: there is no range left to ask for.
    if (offset === missing.sizeBytes) return { start: offset, bytes: streamOf() };
    const download = await operator.download('message', missing.envelopeId, offset, watch.signal);
    return { start: download.start, bytes: upTo(download.bytes, missing.sizeBytes - download.start) };
  };
  try {
    await blobs.resume(blobId, source, (chunk) => {
      indexer.write(chunk);
      read += chunk.length;
      watch.onBytes(chunk.length);
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

/** The letter at the head of a large message, which hangs up where the attachments begin. Verified by nobody yet. */
async function fetchBeginning(
  missing: MissingMessage,
  { operator, reader }: DownloadPorts,
  watch: DownloadWatch,
): Promise<string> {
  const indexer = reader.startIndex();
  const hangUp = new AbortController();
  let read = 0;
  try {
    const signal = AbortSignal.any([watch.signal, hangUp.signal]);
    const { bytes } = await operator.download('message', missing.envelopeId, 0, signal);
    for await (const chunk of bytes) {
      indexer.write(chunk);
      read += chunk.length;
      watch.onBytes(chunk.length);
      if (indexer.letterSoFar().isWhole || read >= INLINE_MESSAGE_BYTES) break;
    }
  } finally {
    hangUp.abort();
  }
  const { text, html } = indexer.letterSoFar();
  return text || textOfHtml(html ?? '');
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
