/**
 * The encoding rules themselves (X.690 DER), for the two places where a library object is in the way: writing
 * structures around bytes that must stay exactly as they are, and walking revocation lists of any length.
 */

/** One element: its tag byte, where it begins, where its content begins and ends. */
export interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

export const tag = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context tag `[n]`, constructed. */
export const contextTag = (n: number): number => 0xa0 | n;

/** Reads the element at `start`, which must end by `limit`. Definite lengths and one-byte tags only, as in certificates. */
export function readElement(bytes: Uint8Array, start: number, limit: number): DerElement {
  const first = bytes[start + 1];
  if (first === undefined || start + 2 > limit || ((bytes[start] as number) & 0x1f) === 0x1f)
    throw new RangeError('not DER');
  let length = first;
  let contentStart = start + 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || contentStart + octets > limit) throw new RangeError('not DER');
    length = 0;
    for (let i = 0; i < octets; i += 1) length = length * 256 + (bytes[contentStart + i] as number);
    contentStart += octets;
  }
  if (contentStart + length > limit) throw new RangeError('not DER');
  return { tag: bytes[start] as number, start, contentStart, end: contentStart + length };
}

/** The elements inside a constructed one. */
export function* childrenOf(bytes: Uint8Array, parent: DerElement): Generator<DerElement, undefined> {
  for (let at = parent.contentStart; at < parent.end; ) {
    const child = readElement(bytes, at, parent.end);
    yield child;
    at = child.end;
  }
}

/** Tag, length and content of an element. */
export function elementBytes(bytes: Uint8Array, element: DerElement): Uint8Array {
  return bytes.subarray(element.start, element.end);
}

/** Content of an element. */
export function contentBytes(bytes: Uint8Array, element: DerElement): Uint8Array {
  return bytes.subarray(element.contentStart, element.end);
}

/** An object identifier in dotted form, from its content octets (X.690 §8.19). */
export function readOid(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (!Number.isSafeInteger(arc)) throw new RangeError('not an object identifier');
    if (octet >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first, ...rest] = arcs;
  if (first === undefined || (content.at(-1) ?? 0) >= 0x80) throw new RangeError('not an object identifier');
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 restricts them: in UTC, with seconds. */
export function readTime(bytes: Uint8Array, element: DerElement): Date {
  const text = Buffer.from(contentBytes(bytes, element)).toString('latin1');
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  const isUtcTime = element.tag === tag.utcTime;
  if (match === null || (match[1] as string).length !== (isUtcTime ? 2 : 4)) throw new RangeError('not a time');
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fullYear = isUtcTime ? year + (year < 50 ? 2000 : 1900) : year;
  return new Date(Date.UTC(fullYear, month - 1, day, hour, minute, second));
}

/** Writes one element around contents that are already encoded. */
export function der(tagByte: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Buffer.concat([Uint8Array.of(tagByte, ...lengthOctets(length)), ...contents]);
}

/** OBJECT IDENTIFIER from its dotted form. */
export function derOid(id: string): Uint8Array {
  const [root = 0, second = 0, ...rest] = id.split('.').map(Number);
  const octets = [root * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80);
    return digits;
  });
  return der(tag.objectIdentifier, Uint8Array.from(octets));
}

/** SET OF: the elements in the order that DER demands (X.690 §11.6). */
export function derSetOf(tagByte: number, elements: readonly Uint8Array[]): Uint8Array {
  return der(tagByte, ...[...elements].sort(Buffer.compare));
}

/** INTEGER from big-endian bytes of a number that is not negative. */
export function derInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const body = magnitude.subarray(start);
  if (body.length === 0) return der(tag.integer, Uint8Array.of(0));
  return (body[0] as number) >= 0x80 ? der(tag.integer, Uint8Array.of(0), body) : der(tag.integer, body);
}

/** GeneralizedTime in UTC; milliseconds only when asked for and not zero (RFC 3161 §2.4.2 forbids trailing zeros). */
export function derGeneralizedTime(at: Date, withMilliseconds = false): Uint8Array {
  const digits = at.toISOString().replace(/[-:T]/g, '');
  const fraction = withMilliseconds ? digits.slice(14, 18).replace(/\.?0+$/, '') : '';
  return der(tag.generalizedTime, Buffer.from(`${digits.slice(0, 14)}${fraction}Z`, 'latin1'));
}

/** The signingTime attribute's choice: UTCTime until 2049, GeneralizedTime from then on (RFC 5652 §11.3). */
export function derTime(at: Date): Uint8Array {
  if (at.getUTCFullYear() >= 2050) return derGeneralizedTime(at);
  return der(tag.utcTime, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`, 'latin1'));
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}
