/** Byte streams and the few operations on bytes that every part of the envelope needs. */
import { AppError } from '../contract/errors.ts';

/** Bytes in pieces of any size; nothing of the envelope is ever whole in memory but its small parts. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Joins pieces into one new array. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pieces);
}

/** Reads a stream to its end; more than `limitBytes` is `envelope.too-large`, found before the excess is kept. */
export async function collect(stream: ByteStream, limitBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of stream) {
    sizeBytes += piece.length;
    if (sizeBytes > limitBytes) throw new AppError('envelope.too-large', { sizeBytes, limitBytes });
    pieces.push(piece);
  }
  return concat(pieces);
}

/** A stream of one piece. */
export async function* streamOf(...pieces: readonly Uint8Array[]): ByteStream {
  yield* pieces;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('hex');
}

/** Base64 with padding (RFC 4648 §4), without line ends. */
export function toBase64(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64');
}

/** Bytes of padded base64 without line ends; null when the text is not exactly that. */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** Whether two arrays hold the same bytes; not constant in time, so never for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** The same memory seen as a Buffer, for its search and conversion methods. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
