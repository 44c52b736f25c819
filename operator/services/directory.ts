/** The directory: the guide's six criteria, and entries while one types. */
import {
  type DirectoryCriteria,
  type DirectoryEntry,
  foldName,
  MIN_NAME_PREFIX,
} from '../../contract/model/directory.ts';
import type { DirectoryStore, FoldedCriteria } from './ports/directory.ts';

/** Beyond this many, how many exactly tells nobody anything. */
const COUNT_LIMIT = 10_000;
/** Candidates ranked for a suggestion. */
const CANDIDATES = 100;

/** Entries that satisfy every criterion given, in the order of names; `total` is exact up to 10,000. */
export async function searchDirectory(store: DirectoryStore, criteria: DirectoryCriteria, limit: number) {
  const { entries, total } = await store.search(foldCriteria(criteria), limit, COUNT_LIMIT);
  return { entries: [...entries], more: total > entries.length, total };
}

/** Entries for what is being typed: those whose surname begins with the first word come first, then account holders. */
export async function suggestEntries(store: DirectoryStore, text: string, limit: number) {
  const words =
    foldName(text)
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, 8) ?? [];
  if (words.length === 0) return { entries: [], total: 0 };
  const { entries, total } = await store.match(words, CANDIDATES);
  const ranked = entries
    .map((entry) => ({ entry, rank: rank(entry, words), name: foldName(`${entry.familyName} ${entry.givenName}`) }))
    .sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  return { entries: ranked.slice(0, limit).map((one) => one.entry), total };
}

function foldCriteria(criteria: DirectoryCriteria): FoldedCriteria {
  const name = (text: string | undefined) => {
    const folded = foldName(text ?? '');
    return folded.length >= MIN_NAME_PREFIX ? folded : '';
  };
  const folded = {
    familyPrefix: name(criteria.familyName),
    givenPrefix: name(criteria.givenName),
    townPrefix: foldName(criteria.town ?? ''),
    department: criteria.department?.trim().toUpperCase() ?? '',
    profession: foldName(criteria.profession ?? ''),
    specialty: foldName(criteria.specialty ?? ''),
  };
  return Object.fromEntries(Object.entries(folded).filter(([, value]) => value !== ''));
}

function rank(entry: DirectoryEntry, words: readonly string[]): number {
  const family = foldName(entry.familyName);
  const given = foldName(entry.givenName);
  const [first = '', ...others] = words;
  let points = 0;
  if (family.startsWith(first)) points += 8;
  else if (given.startsWith(first)) points += 6;
  if (family === first) points += 4;
  if (others.some((word) => given.startsWith(word) || family.startsWith(word))) points += 4;
  if (entry.recipientKind === 'medimail') points += 2;
  if (entry.accountId) points += 1;
  return points;
}
