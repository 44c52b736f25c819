/** The directory: the guide's six criteria, and entries while one types. */
import {
  type DirectoryCriteria,
  type DirectoryEntry,
  foldName,
  MAX_DIRECTORY_RESULTS,
} from '../../contract/model/directory.ts';
import { foldCriteria } from '../../contract/model/directory-criteria.ts';
import type { DirectoryStore } from './ports/directory.ts';

/** Candidates ranked for a suggestion. */
const CANDIDATES = 40;

/**
 * Entries that satisfy every criterion given, in the order of names, `offset` left out; `total` is exact up to
 * `MAX_DIRECTORY_RESULTS`, beyond which nothing is given either.
 */
export async function searchDirectory(store: DirectoryStore, criteria: DirectoryCriteria, limit: number, offset = 0) {
  const slice = { offset, limit: Math.min(limit, MAX_DIRECTORY_RESULTS - offset) };
  const { entries, total } = await store.search(foldCriteria(criteria), slice, MAX_DIRECTORY_RESULTS);
  return { entries: [...entries], more: total > offset + entries.length, total };
}

/** Entries for what is being typed: those whose surname begins with the first word come first, then account holders. */
export async function suggestEntries(store: DirectoryStore, text: string, limit: number) {
  const words =
    foldName(text)
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, 8) ?? [];
  if (words.length === 0) return { entries: [], total: 0 };
  const { entries, total } = await store.match(words, CANDIDATES, MAX_DIRECTORY_RESULTS);
  const best = entries
    .map((entry) => ranked(entry, words))
    .sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  return { entries: best.slice(0, limit).map((one) => one.entry), total };
}

function ranked(entry: DirectoryEntry, words: readonly string[]) {
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
  return { entry, rank: points, name: `${family} ${given}` };
}
