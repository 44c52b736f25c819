/** Where a query's words stand in a text, and the part of it that shows them best. Pure. */
import type { SearchField, SearchQuery, SearchTerm } from './search-query.ts';
import { foldWord, type Word, wordsOf } from './search-words.ts';

/** Letters that answer, `end` excluded (UTF-16 offsets). */
export interface HitRange {
  readonly start: number;
  readonly end: number;
}

export interface Hit extends HitRange {
  /** Rank of the term among the query's. */
  readonly term: number;
}

/** A text to show, with the letters in it that answer. */
export interface MarkedText {
  readonly text: string;
  readonly ranges: readonly HitRange[];
}

/** More than an excerpt can show; a word that stands on every line is not followed to the end. */
const MOST_HITS = 60;
const EXCERPT_CHARACTERS = 180;
const BEFORE_HIT_CHARACTERS = 48;

/** Hits of the query's terms in one field's text, in order. */
export function hitsIn(text: string, field: SearchField, query: SearchQuery): readonly Hit[] {
  const asked = query.terms
    .map((term, rank) => ({ term, rank }))
    .filter(({ term }) => term.field === null || term.field === field);
  if (asked.length === 0 || text === '') return [];
  const longest = Math.max(...asked.map(({ term }) => term.words.length));
  const hits: Hit[] = [];
  // The words of the longest phrase that may end at the current one.
  const recent: Word[] = [];
  for (const word of wordsOf(text)) {
    recent.push(word);
    if (recent.length > longest) recent.shift();
    for (const { term, rank } of asked) {
      const range = matchAtEnd(text, recent, term);
      if (range) hits.push({ ...range, term: rank });
    }
    if (hits.length >= MOST_HITS) break;
  }
  return hits;
}

/** The term when its last word is the last of `recent`. */
function matchAtEnd(text: string, recent: readonly Word[], { words, isPrefix }: SearchTerm): HitRange | null {
  const from = recent.length - words.length;
  const last = recent.at(-1);
  const wanted = words.at(-1);
  if (from < 0 || !last || wanted === undefined) return null;
  if (isPrefix ? !last.folded.startsWith(wanted) : last.folded !== wanted) return null;
  for (let i = 0; i < words.length - 1; i += 1) if (recent[from + i]?.folded !== words[i]) return null;
  const start = recent[from]?.start ?? last.start;
  return { start, end: last.folded === wanted ? last.end : endOfPrefix(text, last, wanted.length) };
}

/** Where the letters end that fold to the first `length` ones; accents and ligatures stay whole. */
function endOfPrefix(text: string, { start, end }: Word, length: number): number {
  for (let at = start + 1; at < end; at += 1) {
    if (foldWord(text.slice(start, at)).length < length) continue;
    let whole = at;
    while (whole < end && /[\p{M}\udc00-\udfff]/u.test(text.charAt(whole))) whole += 1;
    return whole;
  }
  return end;
}

/** A whole short text, made harmless, with its hits. */
export function mark(text: string, hits: readonly HitRange[]): MarkedText {
  return { text: harmless(text), ranges: joined(hits) };
}

/** The part of a long text in which most of the terms stand, the first such part. Null without hits. */
export function excerptOf(text: string, hits: readonly Hit[]): MarkedText | null {
  const first = bestStart(hits);
  if (!first) return null;
  const start = wordStart(text, Math.max(0, first.start - BEFORE_HIT_CHARACTERS), first.start);
  const end = wordEnd(text, Math.min(text.length, start + EXCERPT_CHARACTERS));
  const inside = hits
    .filter((hit) => hit.start >= start && hit.end <= end)
    .map((hit) => ({ start: hit.start - start, end: hit.end - start }));
  return { text: harmless(text.slice(start, end)), ranges: joined(inside) };
}

function bestStart(hits: readonly Hit[]): Hit | undefined {
  let best: Hit | undefined;
  let most = 0;
  for (const hit of hits) {
    const reach = hit.start + EXCERPT_CHARACTERS - BEFORE_HIT_CHARACTERS;
    const terms = new Set(hits.filter(({ start, end }) => start >= hit.start && end <= reach).map(({ term }) => term));
    if (terms.size <= most && best) continue;
    best = hit;
    most = terms.size;
  }
  return best;
}

function wordStart(text: string, from: number, latest: number): number {
  if (from === 0) return 0;
  const space = text.slice(from, latest).search(/\s/);
  return space === -1 ? latest : from + space + 1;
}

function wordEnd(text: string, until: number): number {
  if (until === text.length) return until;
  const space = /\s\S*$/.exec(text.slice(Math.max(0, until - 40), until));
  return space ? until - space[0].length : until;
}

/** Overlapping ranges as one, in order. */
function joined(ranges: readonly HitRange[]): HitRange[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/**
 * Line ends, control and direction marks, and symbols that could imitate a verdict of ours become as many spaces, so
 * that ranges stay true.
 */
function harmless(text: string): string {
  return text.replace(
    /[\s\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}✓✔✗✘√]|(?![\d#*°©®™])[\p{So}\p{Sk}\p{Extended_Pictographic}]/gu,
    (sign) => (sign === '\u00a0' || sign === '\u202f' ? sign : ' '.repeat(sign.length)),
  );
}
