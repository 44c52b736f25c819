/** JSON with one spelling (RFC 8785), so that a hash or a signature over it means the same everywhere. */
import serialize from 'canonicalize';

/** UTF-8 of the canonical form; a value that JSON cannot hold is a programming error. */
export function canonicalJson(value: unknown): Uint8Array {
  const text = serialize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return Buffer.from(text, 'utf8');
}
