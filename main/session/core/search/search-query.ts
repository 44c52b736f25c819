/** What was typed into the search field, read: words, « phrases », and operators in French or English. Pure. */
import type { FilingPlace } from '../../../../contract/model/account-item.ts';
import { readPeriodStart } from './search-date.ts';
import { type FolderTerm, readFolderTerm } from './search-folders.ts';
import { type HandlingLimit, type HandlingTerm, readHandlingTerm } from './search-handling.ts';
import { wordsOf } from './search-words.ts';

export type SearchField = 'subject' | 'sender' | 'recipients' | 'files' | 'text';

/** Consecutive words, folded; an envelope answers when it holds them next to each other. */
export interface SearchTerm {
  /** Where they must stand; null for anywhere. */
  readonly field: SearchField | null;
  /** At least one. */
  readonly words: readonly string[];
  /** The last word may go on: « apix » finds « apixaban ». */
  readonly isPrefix: boolean;
}

/** All terms and limits must hold. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[];
  /** Sealed at or after, epoch ms. */
  readonly from: number | null;
  /** Sealed before, epoch ms. */
  readonly until: number | null;
  readonly unopened: boolean;
  /** Each must hold; which folders they are is known to the tree alone. */
  readonly folders: readonly FolderTerm[];
  /** Each must hold; who is named is known to those who hold the mailbox alone. */
  readonly handling: readonly HandlingTerm[];
  /** What was typed after an operator and says nothing yet, as typed: « avant:12/ ». */
  readonly unread: readonly string[];
}

/** A query with what is only known here: the places that its folders are, and whose envelopes it means. Null for any. */
export interface LimitedQuery extends SearchQuery {
  readonly places: ReadonlySet<FilingPlace> | null;
  readonly limit: HandlingLimit | null;
}

/** More terms than anybody types; what follows is not looked at. */
const MOST_TERMS = 12;
const MOST_WORDS = 12;

const fieldOperators: Readonly<Record<string, SearchField>> = {
  de: 'sender',
  from: 'sender',
  à: 'recipients',
  a: 'recipients',
  to: 'recipients',
  objet: 'subject',
  subject: 'subject',
  pj: 'files',
  file: 'files',
};
const dateOperators: Readonly<Record<string, 'from' | 'until'>> = {
  avant: 'until',
  before: 'until',
  après: 'from',
  apres: 'from',
  after: 'from',
};
const notOperators: ReadonlySet<string> = new Set(['non', 'not']);
const folderOperators: ReadonlySet<string> = new Set(['dossier', 'folder']);
const handlingOperators: ReadonlySet<string> = new Set(['suivi', 'handling']);
const unopenedWords = /^(?:ouverte?s?|lue?s?|open(?:ed)?|read)$/;

/** Every operator: what is added to a table above is understood when it is typed. */
const operators = [
  ...Object.keys(fieldOperators),
  ...Object.keys(dateOperators),
  ...notOperators,
  ...folderOperators,
  ...handlingOperators,
].join('|');

/**
 * An operator with what follows it, a phrase, or a word. Quotes may be straight, curly or French, and left open; the
 * colon may have French spaces around it.
 */
const chunk = new RegExp(
  `(?:(${operators})[\\u00a0\\u202f ]?:\\s*)?(?:["“”«]\\s*([^"“”«»]*)(["“”»]?)|(\\S+))?`,
  'giuy',
);

/** The article or pronoun that French writes onto the next word: « l'ECG » is looked for as « ECG ». */
const elision = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ](?=[\p{L}\p{N}])/iu;

interface Draft {
  readonly terms: SearchTerm[];
  from: number | null;
  until: number | null;
  unopened: boolean;
  readonly folders: FolderTerm[];
  readonly handling: HandlingTerm[];
  readonly unread: string[];
}

/** Reads what was typed; any text is a query, and an operator that is not known is an ordinary word. */
export function readQuery(typed: string, now: Date): SearchQuery {
  const text = typed.normalize('NFC');
  const query: Draft = {
    ...{ terms: [], from: null, until: null, unopened: false },
    ...{ folders: [], handling: [], unread: [] },
  };
  for (let at = skipSpace(text, 0); at < text.length && query.terms.length < MOST_TERMS; ) {
    chunk.lastIndex = at;
    const match = chunk.exec(text);
    const whole = match?.[0] ?? '';
    if (!match || whole === '') break;
    const end = at + whole.length;
    const phrase = match[2];
    const value = (phrase ?? match[4] ?? '').trim();
    const isClosed = phrase !== undefined && match[3] !== '';
    const isBeingTyped = end === text.length && !isClosed;
    readChunk(
      query,
      { operator: match[1]?.toLowerCase() ?? null, value, phrase: phrase !== undefined, isClosed, isBeingTyped, whole },
      now,
    );
    at = skipSpace(text, end);
  }
  return query;
}

/** Whether there is anything to look for. */
export function isEmptyQuery({ terms, from, until, unopened, folders, handling }: SearchQuery): boolean {
  return (
    [terms, folders, handling].every((parts) => parts.length === 0) && from === null && until === null && !unopened
  );
}

interface Chunk {
  readonly operator: string | null;
  readonly value: string;
  readonly phrase: boolean;
  readonly isClosed: boolean;
  /** The cursor stands behind it: it may go on. */
  readonly isBeingTyped: boolean;
  readonly whole: string;
}

function readChunk(query: Draft, part: Chunk, now: Date): void {
  const { operator, value } = part;
  if (operator === null) {
    addTerm(query, null, part);
    return;
  }
  if (value === '') {
    query.unread.push(part.whole.trim());
    return;
  }
  const limit = dateOperators[operator];
  if (limit) {
    const start = readPeriodStart(value, now);
    if (start === null) query.unread.push(part.whole.trim());
    // Of two limits the narrower one holds.
    else if (limit === 'from') query.from = Math.max(query.from ?? start, start);
    else query.until = Math.min(query.until ?? start, start);
    return;
  }
  if (notOperators.has(operator)) {
    if (unopenedWords.test(value.toLowerCase())) query.unopened = true;
    else query.unread.push(part.whole.trim());
    return;
  }
  if (folderOperators.has(operator)) {
    const folder = readFolderTerm(part.whole.trim(), value, !part.isClosed);
    if (folder === null) query.unread.push(part.whole.trim());
    else query.folders.push(folder);
    return;
  }
  if (handlingOperators.has(operator)) {
    const term = readHandlingTerm(part.whole.trim(), value, { isPhrase: part.phrase, isPrefix: !part.isClosed });
    if (term === null) query.unread.push(part.whole.trim());
    else query.handling.push(term);
    return;
  }
  addTerm(query, fieldOperators[operator] ?? null, part);
}

/** A word of several parts (« saint-étienne », « 12:30 ») is a phrase whose last part may go on. */
function addTerm(query: Draft, field: SearchField | null, part: Chunk): void {
  const spoken = part.phrase ? part.value : part.value.replace(elision, '');
  const words: string[] = [];
  for (const { folded } of wordsOf(spoken)) {
    words.push(folded);
    if (words.length === MOST_WORDS) break;
  }
  const last = words.at(-1);
  if (last === undefined) return;
  if ([...last].length > 1) {
    query.terms.push({ field, words, isPrefix: !part.isClosed });
    return;
  }
  // Half the dictionary begins with one letter: it is a word when another follows, and waits for its second until then.
  if (part.isBeingTyped && !/\p{N}/u.test(last)) words.pop();
  if (words.length > 0) query.terms.push({ field, words, isPrefix: false });
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}
