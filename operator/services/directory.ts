/** The directory: the guide's six criteria, and entries while one types. */
import { findDepartment } from '../../contract/model/departments.ts';
import {
  type DirectoryCriteria,
  type DirectoryEntry,
  foldName,
  foldSolid,
  foldTown,
  MIN_NAME_PREFIX,
} from '../../contract/model/directory.ts';
import { findProfession, findSpecialty } from '../../contract/model/professions.ts';
import type { DirectoryStore, FoldedCriteria } from './ports/directory.ts';

/** Beyond this many, how many exactly tells nobody anything. */
const COUNT_LIMIT = 1_000;
/** Candidates ranked for a suggestion. */
const CANDIDATES = 40;

/** Entries that satisfy every criterion given, in the order of names; `total` is exact up to 1,000. */
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
  const { entries, total } = await store.match(words, CANDIDATES, COUNT_LIMIT);
  const best = entries
    .map((entry) => ranked(entry, words))
    .sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  return { entries: best.slice(0, limit).map((one) => one.entry), total };
}

function foldCriteria(criteria: DirectoryCriteria): FoldedCriteria {
  // The guide counts the characters as they are typed: « d'a » are three.
  const name = (text = '') => (text.trim().length >= MIN_NAME_PREFIX ? foldSolid(text) : '');
  const profession = criteria.profession ?? '';
  const listed = findProfession(profession);
  // A specialty belongs to a profession: without one it does not count.
  const specialty = profession ? (criteria.specialty ?? '') : '';
  const folded = {
    familyPrefix: name(criteria.familyName),
    givenPrefix: name(criteria.givenName),
    townPrefix: foldTown(criteria.town ?? ''),
    department: departmentCode(criteria.department ?? ''),
    profession: foldName(listed?.label ?? profession),
    specialty: foldName((listed && findSpecialty(listed, specialty)?.label) ?? specialty),
  };
  return Object.fromEntries(Object.entries(folded).filter(([, value]) => value !== ''));
}

/** What is on no list is compared as it is, and finds nobody. */
function departmentCode(text: string): string {
  return findDepartment(text)?.code ?? text.trim().toUpperCase();
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
