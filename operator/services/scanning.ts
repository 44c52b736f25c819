/**
 * Scanning between upload and seal: every leaf of the message decoded, and the raw message as a whole, since another
 * reader may take it apart otherwise than we do. What could not be scanned is not sealed.
 */
import type { Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { decodedLeaves } from '../../envelope/mime/leaves.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import type { Clock } from '../clock.ts';
import type { InfectionStore } from './ports/infections.ts';
import { type Scan, type Scanner, ScannerUnavailable } from './ports/scanner.ts';

export interface Scanning {
  /** Throws `operator.scan-pending` when the scanner does not answer. */
  expectReady(): Promise<void>;
  /**
   * Resolves once all of the message was found clean. Throws `envelope.infected`, which is recorded, or
   * `operator.scan-pending`, upon which the sender tries again.
   */
  examine(scanned: ScannedMessage): Promise<void>;
}

export interface ScanningParts {
  readonly scanner: Scanner;
  readonly infections: InfectionStore;
  readonly clock: Clock;
}

/** A whole message, read piece by piece while it is scanned. */
export interface ScannedMessage {
  /** Who uploads. */
  readonly accountId: string;
  readonly manifest: Pick<Manifest, 'envelopeId' | 'sha256'>;
  readonly message: ParsedMessage;
  /** Its bytes from the first to the last. */
  read(): ByteStream;
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
  const { scanner, infections, clock } = parts;
  const inTurn = createTurns(AT_ONCE);

  async function orPending<T>(scan: () => Promise<T>): Promise<T> {
    try {
      return await scan();
    } catch (error) {
      throw error instanceof ScannerUnavailable ? new AppError('operator.scan-pending', error) : error;
    }
  }

  return {
    expectReady: () => orPending(() => scanner.check()),
    async examine({ accountId, manifest, message, read }) {
      const infection = await orPending(() => inTurn(() => scanMessage(scanner, read(), message)));
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
