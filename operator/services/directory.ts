/** The directory: the guide's six criteria, and entries while one types. */
import { type DirectoryCriteria, MAX_DIRECTORY_RESULTS } from '../../contract/model/directory.ts';
import { foldCriteria } from '../../contract/model/directory-criteria.ts';
import { bestFirst, typedWords } from '../../contract/model/directory-suggestions.ts';
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

/** Entries for what is being typed, best first. */
export async function suggestEntries(store: DirectoryStore, text: string, limit: number) {
  const words = typedWords(text);
  if (words.length === 0) return { entries: [], total: 0 };
  const { entries, total } = await store.match(words, CANDIDATES, MAX_DIRECTORY_RESULTS);
  return { entries: bestFirst(entries, words).slice(0, limit), total };
}
