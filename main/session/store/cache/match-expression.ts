/** A query in the index's own language. Only folded words get into it, so nothing that was typed can be an operator. */
import type { SearchQuery, SearchTerm } from '../../core/search/search-query.ts';

/** Cannot be typed: a folded word never begins with a mark. */
export const UNOPENED = '\u0301unopened';

/** Prefixes of up to this length have an index of their own. */
const INDEXED_PREFIX = 4;

/**
 * The expression; null when the query has limits of time alone. `beginningWith` gives the words of the index that
 * begin with some letters, or null when they are too many to be named.
 */
export function matchExpression(
  query: SearchQuery,
  beginningWith: (prefix: string) => readonly string[] | null,
): string | null {
  const parts = query.terms.map((term) => `${columnOf(term)} : (${alternatives(term, beginningWith).join(' OR ')})`);
  if (query.unopened) parts.push(`state : "${UNOPENED}"`);
  return parts.length > 0 ? parts.join(' AND ') : null;
}

function columnOf({ field }: SearchTerm): string {
  return field ?? '{subject sender recipients files text}';
}

/**
 * A long prefix makes FTS5 merge all that begins with it before its first answer (70 ms where a common word is typed in
 * full); the words themselves, named, are walked only as far as needed.
 */
function alternatives(
  { words, isPrefix }: SearchTerm,
  beginningWith: (prefix: string) => readonly string[] | null,
): readonly string[] {
  const quoted = `"${words.join(' ')}"`;
  const last = words.at(-1) ?? '';
  if (!isPrefix) return [quoted];
  if ([...last].length <= INDEXED_PREFIX) return [`${quoted}*`];
  const endings = beginningWith(last);
  if (endings === null) return [`${quoted}*`];
  if (endings.length === 0) return [quoted];
  return endings.map((ending) => `"${[...words.slice(0, -1), ending].join(' ')}"`);
}
