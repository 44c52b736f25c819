/** JSON with one spelling (RFC 8785), so that a hash or a signature over it means the same everywhere. */
import serialize from 'canonicalize';

/** UTF-8 of the canonical form; a value that JSON cannot hold is a programming error. */
export function canonicalJson(value: unknown): Uint8Array {
  const text = serialize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return Buffer.from(text, 'utf8');
}

/** What a schema is asked here. */
interface Schema<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** Reads a text; null unless it is exactly the canonical form of what the schema describes. */
export function readCanonicalJson<T>(schema: Schema<T>, text: string): T | null {
  const parsed = schema.safeParse(readJson(text));
  return parsed.success && Buffer.from(canonicalJson(parsed.data)).toString('utf8') === text ? parsed.data : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
