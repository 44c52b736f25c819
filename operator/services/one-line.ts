/** Text of others on one line of a mail: nothing in it starts a new header, hides, or turns the reading direction. */
import { cleanLine } from '../../envelope/mime/unsafe-text.ts';

/** Code points at most: what a mail client shows of a subject. */
const MAX_LENGTH = 150;

/** Spaces are collapsed, and what is too long is cut. */
export function oneLine(text: string): string {
  const points = [...cleanLine(text).replace(/\s+/gu, ' ').trim()];
  return points.length <= MAX_LENGTH
    ? points.join('')
    : `${points
        .slice(0, MAX_LENGTH - 1)
        .join('')
        .trimEnd()}…`;
}
