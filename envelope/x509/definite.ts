/**
 * Other people's signatures come in BER: lengths left open, strings cut in pieces (many libraries write them as they
 * stream). Rewritten with definite lengths, they are read like everything else.
 */
import { asBuffer } from '../bytes.ts';
import { der, tag } from './der.ts';

/** Deeper than any certificate or signature nests; hostile bytes nest for ever. */
const MAX_DEPTH = 24;

const open = 0x80;
const constructed = 0x20;

/** The end of an element, and its bytes with definite lengths: the very same ones where nothing had to be rewritten. */
interface Rewritten {
  readonly end: number;
  readonly bytes: Uint8Array;
}

/**
 * The one element that `bytes` are, with definite lengths throughout; `bytes` itself when it has them already. What is no
 * BER, or goes on after its element, is a `RangeError`.
 */
export function withDefiniteLengths(bytes: Uint8Array): Uint8Array {
  const { end, bytes: definite } = rewrite(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) throw new RangeError('not BER');
  return definite;
}

function rewrite(bytes: Uint8Array, start: number, limit: number, depth: number): Rewritten {
  const tagByte = bytes[start];
  const first = bytes[start + 1];
  // Tags of several bytes occur in no certificate, no signature and no timestamp.
  if (tagByte === undefined || first === undefined || start + 2 > limit || (tagByte & 0x1f) === 0x1f) throw notBer();
  if (depth > MAX_DEPTH) throw notBer();
  const isConstructed = (tagByte & constructed) !== 0;
  if (first === open) {
    if (!isConstructed) throw notBer();
    const children = readChildren(bytes, start + 2, limit, depth, true);
    return { end: children.end, bytes: joined(tagByte, children.parts) };
  }
  const { contentStart, end } = readLength(bytes, start, limit);
  if (!isConstructed) return { end, bytes: bytes.subarray(start, end) };
  const { parts, isRewritten } = readChildren(bytes, contentStart, end, depth, false);
  const isWhole = !isRewritten && tagByte !== (tag.octetString | constructed);
  return { end, bytes: isWhole ? bytes.subarray(start, end) : joined(tagByte, parts) };
}

function readLength(bytes: Uint8Array, start: number, limit: number): { contentStart: number; end: number } {
  let length = bytes[start + 1] as number;
  let contentStart = start + 2;
  if (length > open) {
    const octets = length & 0x7f;
    if (octets > 4 || contentStart + octets > limit) throw notBer();
    length = 0;
    for (let index = 0; index < octets; index += 1) length = length * 256 + (bytes[contentStart + index] as number);
    contentStart += octets;
  }
  if (contentStart + length > limit) throw notBer();
  return { contentStart, end: contentStart + length };
}

function readChildren(bytes: Uint8Array, from: number, limit: number, depth: number, isOpen: boolean) {
  const parts: Uint8Array[] = [];
  let isRewritten = false;
  let at = from;
  while (isOpen || at < limit) {
    if (isOpen && bytes[at] === 0 && bytes[at + 1] === 0 && at + 2 <= limit) return { parts, isRewritten, end: at + 2 };
    const child = rewrite(bytes, at, limit, depth + 1);
    isRewritten ||= child.bytes.length !== child.end - at || child.bytes.buffer !== bytes.buffer;
    parts.push(child.bytes);
    at = child.end;
  }
  return { parts, isRewritten, end: at };
}

/** A string that came in pieces becomes one. */
function joined(tagByte: number, parts: readonly Uint8Array[]): Uint8Array {
  if (tagByte !== (tag.octetString | constructed)) return der(tagByte, ...parts);
  return der(
    tag.octetString,
    ...parts.map((part) => {
      if (part[0] !== tag.octetString) throw notBer();
      return asBuffer(part).subarray(readLength(part, 0, part.length).contentStart);
    }),
  );
}

function notBer(): RangeError {
  return new RangeError('not BER');
}
