/** The `Range` header (RFC 9110 §14.2), as far as previews use it: one range with a first byte. */

/** First byte and the one after the last; null means to the end. */
export interface ByteRange {
  readonly start: number;
  readonly end: number | null;
}

/** The range asked for; null for none, or for a form that may be ignored (several ranges, suffixes, other units). */
export function parseRange(header: string | null): ByteRange | null {
  const parts = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (!parts) return null;
  const start = Number(parts[1]);
  if (!parts[2]) return { start, end: null };
  const last = Number(parts[2]);
  return last < start ? null : { start, end: last + 1 };
}
