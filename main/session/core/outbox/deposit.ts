/**
 * Deposits one envelope: a small one whole, in one request; another is announced, then sent as far as the operator does not
 * have it yet, then committed. May be repeated at any point.
 */
import type { DepositReceipt, UploadStatus } from '../../../../contract/api/routes.ts';
import { AppError, type ErrorCode } from '../../../../contract/errors.ts';
import { UPLOAD_CHUNK_BYTES, WHOLE_DEPOSIT_BYTES } from '../../../../contract/model/limits.ts';
import type { BlobStore } from '../blob-store.ts';
import type { OutboxEntry } from '../journal-store.ts';
import type { OperatorApi } from '../operator-port.ts';

const COMMIT_TIMEOUT_MS = 180_000;
/** Disagreements about the offset in a row before giving up for now. */
const MAX_MISMATCHES = 5;

export interface DepositSteps {
  readonly onSent: (sentBytes: number) => void;
  /** All bytes are there; from the moment this resolves the operator may seal. */
  readonly beforeCommit: () => void;
}

interface DepositPorts {
  readonly operator: OperatorApi;
  readonly blobs: BlobStore;
}

/**
 * Answers the sealing proof, whether it was given now or on an earlier try. `envelope.conflict` where what was sealed under
 * its id is another letter: the same draft, sent from another workstation in other words.
 */
export async function deposit(
  entry: OutboxEntry,
  ports: DepositPorts,
  steps: DepositSteps,
  signal: AbortSignal,
): Promise<DepositReceipt> {
  const receipt = await bring(entry, ports, steps, signal);
  if (!isReceiptOf(entry, receipt)) throw new AppError('envelope.conflict');
  return receipt;
}

/** Whether the letter that was sealed is the one of this entry, and not merely one under the same id. */
export function isReceiptOf({ manifest }: OutboxEntry, { record }: DepositReceipt): boolean {
  return record.message.sha256 === manifest.sha256;
}

async function bring(
  entry: OutboxEntry,
  ports: DepositPorts,
  steps: DepositSteps,
  signal: AbortSignal,
): Promise<DepositReceipt> {
  const { operator } = ports;
  if (entry.manifest.sizeBytes <= WHOLE_DEPOSIT_BYTES) {
    const receipt = await depositWhole(entry, ports, steps, signal);
    if (receipt) return receipt;
  }
  const status = await operator.call('uploadCreate', { body: entry.manifest }, { signal });
  if (status.state === 'sealed') return status.receipt;
  await sendRest(entry, status, ports, steps, signal);
  if (signal.aborted) throw new AppError('app.cancelled');
  steps.beforeCommit();
  return operator.call(
    'uploadCommit',
    { params: { envelopeId: entry.id }, body: {} },
    { timeoutMs: COMMIT_TIMEOUT_MS },
  );
}

/**
 * Null where something of it arrived in pieces before, or the operator, of an earlier version, takes envelopes in no other
 * way. The operator is asked first: while it cannot be reached, nothing was tried and the envelope can be taken back.
 */
async function depositWhole(
  entry: OutboxEntry,
  { operator, blobs }: DepositPorts,
  steps: DepositSteps,
  signal: AbortSignal,
): Promise<DepositReceipt | null> {
  const { id, manifest } = entry;
  const begun = await operator
    .call('uploadStatus', { params: { envelopeId: id } }, { signal })
    .catch((error: unknown) => nullIf(error, 'upload.not-found'));
  if (begun) return begun.state === 'sealed' ? begun.receipt : null;
  const message = await readAll(blobs, entry.blobId, 0, manifest.sizeBytes);
  if (signal.aborted) throw new AppError('app.cancelled');
  steps.onSent(0);
  steps.beforeCommit();
  return operator
    .deposit(manifest, message, { timeoutMs: COMMIT_TIMEOUT_MS })
    .catch((error: unknown) => nullIf(error, 'request.not-found'));
}

/** Null for that failure; any other is thrown on. */
function nullIf(error: unknown, code: ErrorCode): null {
  if (error instanceof AppError && error.is(code)) return null;
  throw error;
}

async function sendRest(
  entry: OutboxEntry,
  status: Extract<UploadStatus, { state: 'receiving' }>,
  { operator, blobs }: DepositPorts,
  steps: DepositSteps,
  signal: AbortSignal,
): Promise<void> {
  const { sizeBytes } = entry.manifest;
  const readChunk = (offset: number): Promise<Uint8Array> =>
    readAll(blobs, entry.blobId, offset, Math.min(offset + UPLOAD_CHUNK_BYTES, sizeBytes));
  let offset = status.offset;
  let mismatches = 0;
  steps.onSent(offset);
  let next: { readonly offset: number; readonly bytes: Promise<Uint8Array> } | null = null;
  while (offset < sizeBytes && !signal.aborted) {
    const chunk = await (next?.offset === offset ? next.bytes : readChunk(offset));
    // The next chunk is decrypted while this one travels.
    next = ahead(offset + chunk.length, sizeBytes, readChunk);
    try {
      offset = await operator.append(entry.id, offset, chunk, signal);
      mismatches = 0;
    } catch (error) {
      mismatches += 1;
      if (!(error instanceof AppError && error.is('upload.offset-mismatch')) || mismatches > MAX_MISMATCHES)
        throw error;
      offset = error.details.offset;
    }
    steps.onSent(offset);
  }
}

async function readAll(blobs: BlobStore, blobId: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let filled = 0;
  for await (const piece of blobs.read(blobId, start, end)) {
    bytes.set(piece, filled);
    filled += piece.length;
  }
  return bytes;
}

function ahead(offset: number, sizeBytes: number, readChunk: (offset: number) => Promise<Uint8Array>) {
  if (offset >= sizeBytes) return null;
  const bytes = readChunk(offset);
  // Its failure counts when the chunk is wanted, not before.
  bytes.catch(() => undefined);
  return { offset, bytes };
}
