/** Takes a stream apart by lengths: small pieces whole, large ones as streams of their own. */
import { AppError } from '../../../../contract/errors.ts';
import type { ByteStream } from '../../core/bytes.ts';

export interface ByteReader {
  /** Exactly that many bytes; null at the very end, `archive.copy-unreadable` when the end comes in between. */
  take(length: number): Promise<Uint8Array | null>;
  /** The next bytes, that many, to be read before anything else is taken. */
  pass(length: number): ByteStream;
}

export function createByteReader(source: ByteStream): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();

  /** At least one byte and at most `length`; null at the end. */
  async function some(length: number): Promise<Uint8Array | null> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) return null;
      rest = next.value;
    }
    const taken = rest.subarray(0, length);
    rest = rest.subarray(taken.length);
    return taken;
  }

  return {
    async take(length) {
      const bytes = new Uint8Array(length);
      for (let filled = 0; filled < length; ) {
        const piece = await some(length - filled);
        if (piece === null && filled === 0) return null;
        if (piece === null) throw new AppError('archive.copy-unreadable');
        bytes.set(piece, filled);
        filled += piece.length;
      }
      return bytes;
    },
    async *pass(length) {
      for (let left = length; left > 0; ) {
        const piece = await some(left);
        if (piece === null) throw new AppError('archive.copy-unreadable');
        left -= piece.length;
        yield piece;
      }
    },
  };
}
