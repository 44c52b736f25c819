/** Finds, in a long text, the first part in which a term stands, without folding all that comes before it. */
import { excerptOf, type Hit, hitsIn, type MarkedText } from './search-hits.ts';
import type { SearchQuery, SearchTerm } from './search-query.ts';
import { foldWord } from './search-words.ts';

/** Around what may be a hit, this much is looked at closely. */
const BEFORE = 300;
const AFTER = 600;
/** Places that look like a hit and are none, such as the middle of words, before a text is given up. */
const MOST_CANDIDATES = 200;

/** Letters that fold to more than one, by what they fold to. */
const ligatures: Readonly<Record<string, string>> = { oe: 'œ', ae: 'æ', ss: 'ß', fi: 'ﬁ', fl: 'ﬂ', ff: 'ﬀ' };

/** Accented letters by the plain one to which they fold. */
const accented: ReadonlyMap<string, string> = (() => {
  const found = new Map<string, string>();
  for (const [from, to] of [
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
  ] as const) {
    for (let code = from; code <= to; code += 1) {
      const letter = String.fromCharCode(code);
      const folded = foldWord(letter);
      if (folded.length === 1) found.set(folded, (found.get(folded) ?? '') + letter);
    }
  }
  return found;
})();

/** The first part of the text in which one of these terms of the query stands, marked for all of them; null for none. */
export function firstExcerpt(text: string, query: SearchQuery, terms: readonly number[]): MarkedText | null {
  for (const rank of terms) {
    const term = query.terms[rank];
    const excerpt = term ? excerptAround(text, query, term, rank) : null;
    if (excerpt) return excerpt;
  }
  return null;
}

function excerptAround(text: string, query: SearchQuery, { words }: SearchTerm, rank: number): MarkedText | null {
  const pattern = patternOf(words[0] ?? '');
  for (let tries = 0; tries < MOST_CANDIDATES; tries += 1) {
    const found = pattern.exec(text);
    if (!found) return null;
    const start = spaceBefore(text, found.index - BEFORE);
    const end = spaceAfter(text, found.index + AFTER);
    const part = text.slice(start, end);
    const hits: readonly Hit[] = hitsIn(part, 'files', query);
    if (hits.some(({ term }) => term === rank)) return excerptOf(part, hits);
    pattern.lastIndex = found.index + 1;
  }
  return null;
}

/** Every way in which a folded word may be written; more than that is sorted out by looking closely. */
function patternOf(word: string): RegExp {
  const source = word.replace(/oe|ae|ss|fi|fl|ff|./gu, (piece) => {
    const whole = [...piece]
      .map((letter) => `[${letter}${letter.toUpperCase()}${accented.get(letter) ?? ''}][\\u0300-\\u036f]*`)
      .join('');
    return ligatures[piece] ? `(?:${whole}|${ligatures[piece]})` : whole;
  });
  // Both cases are named: ignoring case costs three times as much.
  return new RegExp(source, 'gu');
}

function spaceBefore(text: string, from: number): number {
  if (from <= 0) return 0;
  const space = text.slice(from, from + 80).search(/\s/);
  return space === -1 ? from : from + space + 1;
}

function spaceAfter(text: string, until: number): number {
  if (until >= text.length) return text.length;
  const space = text.slice(until, until + 80).search(/\s/);
  return space === -1 ? until : until + space;
}
