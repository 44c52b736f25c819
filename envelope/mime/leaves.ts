/**
 * Every leaf of a message, decoded, as it streams by: attachments, texts and signatures alike, whatever a reader would
 * make of them. For whoever must look at all the bytes that somebody could show or save.
 */
import type { ByteStream } from '../bytes.ts';
import { decoderOf, readEncoding } from './attachment.ts';
import { defaultLimits, EntityReader, type LeafSink } from './entity-reader.ts';
import { fieldValue } from './header.ts';

/** What a leaf is made of, in order: its pieces, then its end. */
export type LeafPiece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `offset` is where its encoded body begins in the raw message, as in `ParsedAttachment`. */
  | { readonly kind: 'end'; readonly offset: number };

/** Leaves one after the other; memory is that of one raw piece. Refuses what `parseMessage` refuses of the structure. */
export async function* decodedLeaves(message: ByteStream): AsyncGenerator<LeafPiece> {
  let waiting: LeafPiece[] = [];
  const give = (bytes: Uint8Array): void => {
    if (bytes.length > 0) waiting.push({ kind: 'bytes', bytes });
  };
  const reader = new EntityReader(defaultLimits, {
    headers: () => undefined,
    firstChildBytes: () => undefined,
    leaf(fields): LeafSink {
      const decoder = decoderOf(readEncoding(fieldValue(fields, 'content-transfer-encoding')));
      return {
        data: (piece) => give(decoder.push(piece)),
        end(offset) {
          give(decoder.finish());
          waiting.push({ kind: 'end', offset });
        },
      };
    },
  });
  const taken = (): LeafPiece[] => {
    const pieces = waiting;
    waiting = [];
    return pieces;
  };
  for await (const piece of message) {
    reader.write(piece);
    yield* taken();
  }
  reader.end();
  yield* taken();
}
