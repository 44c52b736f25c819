/** Text of others on one line of a mail: nothing in it starts a new header, hides, or turns the reading direction. */

/** Code points at most: what a mail client shows of a subject. */
const MAX_LENGTH = 150;

/**
 * Controls and line ends (Cc, U+2028, U+2029) become spaces; format characters (Cf: bidirectional overrides, zero-width
 * ones) and lone surrogates (Cs) go; spaces are collapsed; what is too long is cut.
 */
export function oneLine(text: string): string {
  const plain = text
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const points = [...plain];
  return points.length <= MAX_LENGTH
    ? plain
    : `${points
        .slice(0, MAX_LENGTH - 1)
        .join('')
        .trimEnd()}…`;
}
