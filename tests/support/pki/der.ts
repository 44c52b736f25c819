/**
 * A DER writer (X.690) of the few types that certificates and CRLs use. The test PKI is written with it rather than
 * with the libraries under test, so that both sides of a check never share a bug; `openssl` judges what comes out.
 */

/** Wraps contents in tag and definite length. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const size = contents.reduce((sum, part) => sum + part.length, 0);
  const length: number[] = [];
  if (size < 0x80) length.push(size);
  else {
    for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
    length.unshift(0x80 | length.length);
  }
  return Buffer.concat([Buffer.from([tag, ...length]), ...contents]);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...parts);

/** SET OF: its elements sorted by their encoding, as DER demands (X.690 §11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x31, ...[...parts].sort(Buffer.compare));

/** Constructed context-specific tag, `[n]` explicit. */
export const explicit = (n: number, ...parts: readonly Uint8Array[]): Uint8Array => tlv(0xa0 | n, ...parts);

/** Primitive context-specific tag, `[n]` implicit. */
export const implicit = (n: number, bytes: Uint8Array): Uint8Array => tlv(0x80 | n, bytes);

export const boolean = (value: boolean): Uint8Array => tlv(0x01, Buffer.from([value ? 0xff : 0]));

/** INTEGER from its big-endian unsigned magnitude. */
export function integer(magnitude: Uint8Array | number): Uint8Array {
  const bytes = typeof magnitude === 'number' ? Buffer.from([magnitude]) : Buffer.from(magnitude);
  return tlv(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export const enumerated = (value: number): Uint8Array => tlv(0x0a, Buffer.from([value]));
export const octetString = (bytes: Uint8Array): Uint8Array => tlv(0x04, bytes);
export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array =>
  tlv(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]));
export const nullValue = (): Uint8Array => tlv(0x05);

/** BIT STRING of named bits, trailing zeros removed (X.690 §11.2.2); bit 0 is the first. */
export function namedBits(bits: readonly number[]): Uint8Array {
  const last = Math.max(...bits);
  const bytes = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(bytes, 7 - (last & 7));
}

export function oid(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(BigInt);
  const [first = 0n, second = 0n, ...rest] = arcs;
  const bytes = [first * 40n + second, ...rest].flatMap((arc) => {
    const septets = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) septets.unshift(Number(left & 0x7fn) | 0x80);
    return septets;
  });
  return tlv(0x06, Buffer.from(bytes));
}

/** PrintableString when the text allows it, else UTF8String. */
export const text = (value: string): Uint8Array =>
  tlv(/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c, Buffer.from(value, 'utf8'));

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function time(date: Date): Uint8Array {
  const digits = `${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}
