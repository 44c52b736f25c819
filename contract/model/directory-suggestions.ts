/** What is found while somebody types, and who comes first: the same at the operator and on a workstation. Pure functions. */
import { type DirectoryEntry, foldName, foldTown } from './directory.ts';

/** Words of a text that count. */
const MAX_WORDS = 8;

/** The words that were typed: letters and digits alone. */
export function typedWords(text: string): readonly string[] {
  return (
    foldName(text)
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, MAX_WORDS) ?? []
  );
}

/** The words by which an entry is found: each that is typed begins one of them. */
export function searchedWords(entry: DirectoryEntry): string {
  const { familyName, givenName, town, profession, specialty, organisation } = entry;
  return [familyName, givenName, town, profession, specialty, organisation]
    .map((text) => foldName(text ?? ''))
    .join(' ');
}

/** The first names, then the order of names, to look up for one word or two: people are mostly looked for by name. */
export function namesTyped(words: readonly string[]): readonly { readonly family: string; readonly given: string }[] {
  const [first = '', second = ''] = words;
  if (words.length === 1) return [{ family: first, given: '' }];
  if (words.length !== 2) return [];
  return [
    { family: first, given: second },
    { family: second, given: first },
    { family: first + second, given: '' },
  ];
}

/** Where somebody who looks for people is: who is there too comes before who is elsewhere. */
export interface Whereabouts {
  readonly town: string | null;
  readonly department: string | null;
}

/** Those whose surname begins with the first word come first, then who is near, then account holders. */
export function bestFirst(
  entries: readonly DirectoryEntry[],
  words: readonly string[],
  near: Whereabouts | null = null,
): readonly DirectoryEntry[] {
  return entries
    .map((entry) => ranked(entry, words, near))
    .sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : a.name === b.name ? 0 : 1))
    .map(({ entry }) => entry);
}

/** Above all that being an account holder counts; a town is in its department. */
function nearness({ town, department }: DirectoryEntry, near: Whereabouts | null): number {
  if (near === null || department === null || department !== near.department) return 0;
  return near.town !== null && foldTown(town ?? '') === foldTown(near.town) ? 4 : 3.5;
}

function ranked(entry: DirectoryEntry, words: readonly string[], near: Whereabouts | null) {
  const family = foldName(entry.familyName);
  const given = foldName(entry.givenName);
  const [first = '', ...others] = words;
  let points = nearness(entry, near);
  if (family.startsWith(first)) points += 8;
  else if (given.startsWith(first)) points += 6;
  if (family === first) points += 4;
  if (others.some((word) => given.startsWith(word) || family.startsWith(word))) points += 4;
  if (entry.recipientKind === 'medimail') points += 2;
  if (entry.accountId) points += 1;
  return { entry, rank: points, name: `${family} ${given}` };
}
