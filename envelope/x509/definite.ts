/**
 * Other people's signatures come in BER: lengths left open, strings cut in pieces (many libraries write them as they
 * stream). Rewritten with definite lengths, they are read like everything else.
 */
import { contentBytes, der, readElement, tag } from './der.ts';

/** Deeper than any certificate or signature nests; hostile bytes nest for ever. */
const MAX_DEPTH = 24;

const open = 0x80;
const constructed = 0x20;

/** The end of an element, and its bytes with definite lengths: a view of those given where nothing had to be rewritten. */
interface Rewritten {
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly isRewritten: boolean;
}

/**
 * The one element that `bytes` are, with definite lengths throughout; `bytes` itself when it has them already. What is no
 * BER, or goes on after its element, is a `RangeError`.
 */
export function withDefiniteLengths(bytes: Uint8Array): Uint8Array {
  const definite = rewrite(bytes, 0, bytes.length, 0);
  if (definite.end !== bytes.length) throw notBer();
  return definite.isRewritten ? definite.bytes : bytes;
}

function rewrite(bytes: Uint8Array, start: number, limit: number, depth: number): Rewritten {
  const tagByte = bytes[start];
  if (tagByte === undefined || depth > MAX_DEPTH) throw notBer();
  const isConstructed = (tagByte & constructed) !== 0;
  if (bytes[start + 1] === open) {
    // Tags of several bytes occur in no certificate, no signature and no timestamp.
    if (!isConstructed || start + 2 > limit || (tagByte & 0x1f) === 0x1f) throw notBer();
    const children = readChildren(bytes, start + 2, limit, depth, true);
    return { end: children.end, bytes: joined(tagByte, children.parts), isRewritten: true };
  }
  const { contentStart, end } = readElement(bytes, start, limit);
  const asItIs = { end, bytes: bytes.subarray(start, end), isRewritten: false };
  if (!isConstructed) return asItIs;
  const { parts, isRewritten } = readChildren(bytes, contentStart, end, depth, false);
  if (!isRewritten && tagByte !== (tag.octetString | constructed)) return asItIs;
  return { end, bytes: joined(tagByte, parts), isRewritten: true };
}

function readChildren(bytes: Uint8Array, from: number, limit: number, depth: number, isOpen: boolean) {
  const parts: Uint8Array[] = [];
  let isRewritten = false;
  let at = from;
  while (isOpen || at < limit) {
    if (isOpen && bytes[at] === 0 && bytes[at + 1] === 0 && at + 2 <= limit) return { parts, isRewritten, end: at + 2 };
    const child = rewrite(bytes, at, limit, depth + 1);
    isRewritten ||= child.isRewritten;
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
      return contentBytes(part, readElement(part, 0, part.length));
    }),
  );
}

function notBer(): RangeError {
  return new RangeError('not BER');
}
