/** Search over what is on this workstation: newest first, by relevance where little answers, with what to mark. */
import { SEARCH_RESULTS, type SearchAnswer, type SearchResult } from '../../../../contract/ipc/mailbox.contract.ts';
import type { Holder } from '../../../../contract/model/handling.ts';
import type { AccountId } from '../../../../contract/model/ids.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore, SearchedEnvelope } from '../envelope-store.ts';
import { firstExcerpt } from './scan.ts';
import { type NamedFolder, placesOf } from './search-folders.ts';
import { handlingOf } from './search-handling.ts';
import { excerptOf, type Hit, hitsIn, mark } from './search-hits.ts';
import { isEmptyQuery, type LimitedQuery, readQuery, type SearchField, type SearchQuery } from './search-query.ts';

/** Up to this many envelopes are put in order of relevance: those that fit on a screen or two. */
const RANKED = 30;

/** How much a word counts that stands there. */
const weights: Readonly<Record<SearchField, number>> = { subject: 8, sender: 4, files: 3, recipients: 2, text: 1 };
const INSIDE_WEIGHT = 1;
const fields = Object.keys(weights) as SearchField[];
/** Inside attachments, this many characters are looked through for the excerpts of one answer. */
const SCANNED_CHARACTERS = 3_000_000;
/** Where an excerpt is taken from, first choice first. */
const excerptFields = ['text', 'files', 'sender', 'recipients'] as const;

/** Answers what was typed with the results from `offset` on. */
export type Search = (typed: string, offset: number, limit: number) => Omit<SearchAnswer, 'tookMs'>;

export function createSearch(ports: {
  readonly cache: Pick<EnvelopeStore, 'search' | 'searched' | 'handlers' | 'indexing' | 'missingCount' | 'unreadCount'>;
  /** Who is at the screen. */
  readonly reader: AccountId;
  /** The tree, each folder before what is in it. */
  readonly folders: () => readonly NamedFolder[];
  readonly clock: Clock;
}): Search {
  const { cache, clock } = ports;
  return (typed, offset, limit) => {
    const read = readQuery(typed, new Date(clock.now()));
    const query = handled(placed(read, ports.folders), ports.reader, cache.handlers);
    const found = isEmptyQuery(query) ? [] : cache.search(query, SEARCH_RESULTS + 1);
    const shown = found.slice(0, SEARCH_RESULTS);
    const isRanked = query.terms.length > 0 && shown.length <= RANKED;
    const look = (documents: readonly number[]) =>
      documents.flatMap((document) => lookAt(cache.searched(document), query));
    const page = isRanked
      ? byRelevance(look(shown)).slice(offset, offset + limit)
      : look(shown.slice(offset, offset + limit));
    return {
      results: withExcerpts(page, query),
      total: shown.length,
      more: found.length > shown.length,
      order: isRanked ? 'relevance' : 'newest',
      names: namesOf(query),
      unread: [...query.unread],
      indexing: cache.indexing(),
      withoutText: cache.missingCount(),
      unreadAttachments: cache.unreadCount(),
    };
  };
}

/** Names no folder: nothing can answer, and what was typed is told as what is to be put right. */
function placed<Query extends SearchQuery>(
  query: Query,
  folders: () => readonly NamedFolder[],
): Query & Pick<LimitedQuery, 'places'> {
  if (query.folders.length === 0) return { ...query, places: null };
  const tree = folders();
  const each = query.folders.map((term) => ({ term, places: placesOf(term, tree) }));
  const [first, ...others] = each.map(({ places }) => places);
  const places = new Set([...(first ?? [])].filter((place) => others.every((other) => other.has(place))));
  const unknown = each.flatMap(({ term, places: found }) => (found.size === 0 ? [term.typed] : []));
  return { ...query, places, unread: [...query.unread, ...unknown] };
}

function handled<Query extends SearchQuery>(
  query: Query,
  reader: AccountId,
  handlers: () => readonly Holder[],
): Query & Pick<LimitedQuery, 'limit'> {
  if (query.handling.length === 0) return { ...query, limit: null };
  const { limit, unknown } = handlingOf(query.handling, reader, handlers());
  return { ...query, limit, unread: [...query.unread, ...unknown] };
}

interface Looked {
  readonly envelope: SearchedEnvelope;
  readonly hits: Readonly<Record<SearchField, readonly Hit[]>>;
  /** Terms that stand nowhere but inside an attachment, by rank: the index has found them, nothing else shows them. */
  readonly inside: readonly number[];
}

function lookAt(envelope: SearchedEnvelope | null, query: SearchQuery): Looked[] {
  if (!envelope) return [];
  const found = fields.map((field) => [field, hitsIn(envelope.parts[field], field, query)] as const);
  const elsewhere = new Set(found.flatMap(([, hits]) => hits.map(({ term }) => term)));
  const inside = query.terms.flatMap(({ field }, rank) =>
    !elsewhere.has(rank) && (field === null || field === 'files') ? [rank] : [],
  );
  return [{ envelope, hits: Object.fromEntries(found) as Looked['hits'], inside }];
}

/** Each term counts once, where it counts most; newest first among equals, as they come. */
function byRelevance(looked: readonly Looked[]): readonly Looked[] {
  const scored = looked.map((one) => {
    const best = new Map<number, number>();
    for (const field of fields) {
      for (const { term } of one.hits[field]) best.set(term, Math.max(best.get(term) ?? 0, weights[field]));
    }
    const outside = [...best.values()].reduce((sum, weight) => sum + weight, 0);
    return { one, score: outside + one.inside.length * INSIDE_WEIGHT };
  });
  return scored.sort((a, b) => b.score - a.score).map(({ one }) => one);
}

function withExcerpts(page: readonly Looked[], query: SearchQuery): SearchResult[] {
  let left = SCANNED_CHARACTERS;
  return page.map((looked) => {
    const { row, box } = looked.envelope;
    const { text, ranges } = mark(row.subject, looked.hits.subject);
    const inside = left > 0 ? insideExcerpt(looked, query) : null;
    if (looked.inside.length > 0) left -= looked.envelope.parts.inside.reduce((sum, one) => sum + one.text.length, 0);
    return { row, box, subject: { text, ranges: [...ranges] }, excerpt: inside ?? bestExcerpt(looked) };
  });
}

/** From the first attachment that shows a term which nothing else does. */
function insideExcerpt({ envelope, inside }: Looked, query: SearchQuery): SearchResult['excerpt'] {
  if (inside.length === 0) return null;
  for (const { name, text } of envelope.parts.inside) {
    const excerpt = firstExcerpt(text, query, inside);
    if (excerpt) return { from: 'inside', file: mark(name, []).text, text: excerpt.text, ranges: [...excerpt.ranges] };
  }
  return null;
}

function bestExcerpt({ envelope: { box, parts }, hits }: Looked): SearchResult['excerpt'] {
  const named = box === 'received' ? 'sender' : 'recipients';
  for (const from of excerptFields) {
    // The name that the row shows, marked, needs no line of its own.
    const isShown = (hit: Hit) => from === named && hit.end <= parts[from].indexOf(', ');
    const excerpt = excerptOf(
      parts[from],
      hits[from].filter((hit) => !isShown(hit)),
    );
    if (excerpt) return { from, file: null, text: excerpt.text, ranges: [...excerpt.ranges] };
  }
  return null;
}

function namesOf({ terms }: SearchQuery): string[] {
  const inNames = terms.filter(({ field }) => field === null || field === 'sender' || field === 'recipients');
  return [...new Set(inNames.flatMap(({ words }) => words))];
}
