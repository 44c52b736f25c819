/**
 * Scanning between upload and seal: every leaf of the message decoded, and the raw message as a whole, since another
 * reader may take it apart otherwise than we do. What could not be scanned is not sealed.
 */
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { decodedLeaves } from '../../envelope/mime/leaves.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import type { Clock } from '../clock.ts';
import { readContent } from './contents.ts';
import type { BlobStore } from './ports/contents.ts';
import type { InfectionStore } from './ports/infections.ts';
import { type Scan, type Scanner, ScannerUnavailable } from './ports/scanner.ts';
import type { Upload, UploadStore } from './ports/uploads.ts';

export interface Scanning {
  /** Throws `operator.scan-pending` when the scanner does not answer; the upload counts as alive. */
  expectReady(upload: Upload): Promise<void>;
  /**
   * Resolves once all of the message was found clean. Throws `envelope.infected`, which is recorded, or
   * `operator.scan-pending`, upon which the upload is kept for the sender's next try.
   */
  examine(content: ScannedContent): Promise<void>;
}

export interface ScanningParts {
  readonly scanner: Scanner;
  readonly infections: InfectionStore;
  readonly uploads: UploadStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** A complete upload, decrypted piece by piece while it is scanned. */
export interface ScannedContent {
  readonly upload: Upload;
  readonly key: Uint8Array;
  readonly message: ParsedMessage;
}

/** What was found, and in which attachment; null when it is not in one of those that recipients are shown. */
interface Infection {
  readonly attachment: number | null;
  readonly signature: string;
}

/**
 * Messages scanned at one moment. After an outage all that was held comes back at once: waiting for a turn takes no time
 * from the scanner's time-out, so that what it began it can finish.
 */
const AT_ONCE = 4;

export function createScanning(parts: ScanningParts): Scanning {
  const { scanner, infections, uploads, blobs, clock } = parts;
  const inTurn = createTurns(AT_ONCE);

  async function orPending<T>(upload: Upload, scan: () => Promise<T>): Promise<T> {
    try {
      return await scan();
    } catch (error) {
      if (!(error instanceof ScannerUnavailable)) throw error;
      // Its sender tries again: it must not be swept away as one that nobody continues.
      await uploads.touch(upload.contentId, clock());
      throw new AppError('operator.scan-pending', error);
    }
  }

  return {
    expectReady: (upload) => orPending(upload, () => scanner.check()),
    async examine({ upload, key, message }) {
      const { contentId, accountId, manifest } = upload;
      const segments = await uploads.segments(contentId);
      const bytes = readContent(blobs, { contentId, key, segments }, 0, manifest.sizeBytes);
      const infection = await orPending(upload, () => inTurn(() => scanMessage(scanner, bytes, message)));
      if (infection === null) return;
      const { signature } = infection;
      const { envelopeId, sha256 } = manifest;
      await infections.record({ at: clock().toISOString(), accountId, envelopeId, sha256, signature });
      throw new AppError('envelope.infected', infection);
    },
  };
}

async function scanMessage(
  scanner: Scanner,
  bytes: ByteStream,
  { attachments }: ParsedMessage,
): Promise<Infection | null> {
  const whole = await scanner.open();
  let leaf: Scan | null = null;
  try {
    for await (const piece of decodedLeaves(copied(bytes, whole))) {
      if (piece.kind === 'bytes') {
        leaf ??= await scanner.open();
        await leaf.write(piece.bytes);
        continue;
      }
      const verdict = await leaf?.end();
      leaf = null;
      if (!verdict?.infected) continue;
      const attachment = attachments.find(({ offset }) => offset === piece.offset)?.index ?? null;
      return { attachment, signature: verdict.signature };
    }
    const verdict = await whole.end();
    return verdict.infected ? { attachment: null, signature: verdict.signature } : null;
  } finally {
    leaf?.close();
    whole.close();
  }
}

/** Runs at most `limit` works at once; the others wait, first come first served. */
function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

async function* copied(bytes: ByteStream, to: Scan): ByteStream {
  for await (const piece of bytes) {
    await to.write(piece);
    yield piece;
  }
}
