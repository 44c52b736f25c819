/** From the encoded bytes of a body to the bytes of the file. */
import type { ByteStream } from '../bytes.ts';
import { base64Decoder, type PieceDecoder } from './base64.ts';
import type { TransferEncoding } from './model.ts';
import { quotedPrintableDecoder } from './quoted-printable.ts';

const none = new Uint8Array(0);
const identity: PieceDecoder = { push: (piece) => piece, finish: () => none };

/** How a body is written. Encodings that we do not know are bytes as they stand (RFC 2045 §6.4). */
export function readEncoding(value: string | null): TransferEncoding {
  const encoding = (value ?? '7bit')
    .replace(/\([^()]*\)/g, '')
    .trim()
    .toLowerCase();
  const known: readonly TransferEncoding[] = ['base64', 'quoted-printable', '7bit', '8bit'];
  return known.find((name) => name === encoding) ?? 'binary';
}

/** The decoder of a body written in that encoding. */
export function decoderOf(encoding: TransferEncoding): PieceDecoder {
  if (encoding === 'base64') return base64Decoder();
  return encoding === 'quoted-printable' ? quotedPrintableDecoder() : identity;
}

/** Decodes the byte range of a message that `ParsedAttachment` gives by `offset` and `length`. */
export async function* decodeAttachment(rangeStream: ByteStream, encoding: TransferEncoding): ByteStream {
  const decoder = decoderOf(encoding);
  for await (const piece of rangeStream) {
    const decoded = decoder.push(piece);
    if (decoded.length > 0) yield decoded;
  }
  const last = decoder.finish();
  if (last.length > 0) yield last;
}
