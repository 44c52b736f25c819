/** The directory: the operator's when it answers, the people already met when it does not. */
import type { DirectoryHit, Invitation } from '../../../contract/ipc/directory.contract.ts';
import {
  type DirectoryCriteria,
  DirectoryEntry,
  foldName,
  foldSolid,
  MAX_DIRECTORY_RESULTS,
} from '../../../contract/model/directory.ts';
import { foldCriteria, foldForCriteria, satisfies } from '../../../contract/model/directory-criteria.ts';
import { type AccountCard, EmailAddress } from '../../../contract/model/person.ts';
import type { RecipientKind } from '../../../contract/model/recipient.ts';
import { missingRight } from '../../../contract/model/rights.ts';
import type { EnvelopeStore, KnownPerson } from './envelope-store.ts';
import { connectionProblem } from './failures.ts';
import type { OperatorApi } from './operator-port.ts';

const SUGGESTIONS = 8;
/** While typing, an answer later than this is of no use: what is here is shown instead. */
const SUGGEST_TIMEOUT_MS = 1_500;

export interface DirectoryPorts {
  /** In whose name one writes, and who writes where that is somebody else: what either may not do is not possible. */
  readonly account: AccountCard;
  readonly delegate: AccountCard | null;
  readonly operator: OperatorApi;
  readonly cache: EnvelopeStore;
  readonly isOnline: () => boolean;
  /** People whom the person keeps at hand: they come before all others. */
  readonly favourites: () => readonly DirectoryEntry[];
}

export function createDirectorySearch({ account, delegate, operator, cache, isOnline, favourites }: DirectoryPorts) {
  const missing = (kind: RecipientKind) =>
    missingRight(account, kind, false) ?? (delegate === null ? null : missingRight(delegate, kind, false));
  const toHit = (entry: DirectoryEntry): DirectoryHit => ({
    entry,
    missingRight: missing(entry.recipientKind),
  });
  const remember = (entries: readonly DirectoryEntry[]) =>
    cache.rememberPeople(
      entries.map((entry) => ({ address: entry.address, folded: wordsOfEntry(entry), entry: JSON.stringify(entry) })),
    );

  const findHere = (text: string) => cache.findPeople(foldName(text).split(' ').filter(Boolean), SUGGESTIONS);
  const entryOf = ({ entry }: KnownPerson) => DirectoryEntry.parse(JSON.parse(entry));

  function suggestLocally(text: string) {
    const hits = favouritesFirst(text, findHere(text).map(entryOf)).map(toHit);
    return { hits, total: hits.length, offline: true, invitation: null };
  }

  function searchLocally(criteria: DirectoryCriteria, offset: number, limit: number) {
    const folded = foldCriteria(criteria);
    const found: DirectoryEntry[] = [];
    for (const person of cache.everybody()) {
      const entry = entryOf(person);
      if (satisfies(foldForCriteria(entry), folded)) found.push(entry);
      if (found.length === MAX_DIRECTORY_RESULTS) break;
    }
    const inOrder = found
      .map((entry) => ({ entry, name: `${foldSolid(entry.familyName)} ${foldSolid(entry.givenName)}` }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const hits = inOrder.slice(offset, offset + limit).map(({ entry }) => toHit(entry));
    return { hits, total: found.length, offline: true };
  }

  /** Favourites that answer what was typed, then the others; of each what was found last is shown. */
  function favouritesFirst(text: string, entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
    const words = foldName(text).split(' ').filter(Boolean);
    const wanted = favourites().filter((entry) => {
      const folded = ` ${wordsOfEntry(entry)}`;
      return words.length > 0 && words.every((word) => folded.includes(` ${word}`));
    });
    const first = wanted.map((entry) => entries.find(({ address }) => address === entry.address) ?? entry);
    return [...first, ...entries.filter((entry) => !first.some(({ address }) => address === entry.address))];
  }

  /** Those with whom letters were exchanged before all others: of thirty namesakes, one is the correspondent. */
  function correspondentsFirst(text: string, entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
    const known = findHere(text)
      .filter(({ metAt }) => metAt > 0)
      .map((person) => entries.find(({ address }) => address === person.address) ?? entryOf(person));
    const rest = entries.filter(({ address }) => !known.some((entry) => entry.address === address));
    return [...known, ...rest].slice(0, Math.max(SUGGESTIONS, entries.length));
  }

  /** Words are prefixes of names: who has exactly the address that was typed, and whether nobody has, is asked for itself. */
  async function lookUp(text: string): Promise<{ entries: readonly DirectoryEntry[]; invitation: Invitation | null }> {
    const address = EmailAddress.safeParse(text.trim().replace(/[,;]$/, ''));
    if (!address.success) return { entries: [], invitation: null };
    const { entries, invitations } = await operator.call(
      'directoryResolve',
      { body: { addresses: [address.data] } },
      { timeoutMs: SUGGEST_TIMEOUT_MS },
    );
    const isUnknown = entries.length === 0 && invitations;
    return {
      entries,
      invitation: isUnknown ? { address: address.data, missingRight: missing('invited') } : null,
    };
  }

  return {
    async suggest(text: string) {
      if (!isOnline()) return suggestLocally(text);
      try {
        const [answer, exact] = await Promise.all([
          operator.call('directorySuggest', { body: { text, limit: SUGGESTIONS } }, { timeoutMs: SUGGEST_TIMEOUT_MS }),
          lookUp(text),
        ]);
        remember([...answer.entries, ...exact.entries]);
        const found = answer.entries.filter((entry) => !exact.entries.some((one) => one.id === entry.id));
        const ordered = favouritesFirst(text, correspondentsFirst(text, found));
        const others = ordered.filter(({ address }) => !exact.entries.some((one) => one.address === address));
        const hits = [...exact.entries, ...others].map(toHit);
        return { hits, total: Math.max(answer.total, hits.length), offline: false, invitation: exact.invitation };
      } catch (error) {
        if (connectionProblem(error)) return suggestLocally(text);
        throw error;
      }
    },
    async search(criteria: DirectoryCriteria, offset: number, limit: number) {
      if (!isOnline()) return searchLocally(criteria, offset, limit);
      try {
        const answer = await operator.call('directorySearch', { body: { criteria, offset, limit } });
        remember(answer.entries);
        return { hits: answer.entries.map(toHit), total: answer.total, offline: false };
      } catch (error) {
        if (connectionProblem(error)) return searchLocally(criteria, offset, limit);
        throw error;
      }
    },
  };
}

/** What a suggestion is searched in. */
export function wordsOfEntry(entry: DirectoryEntry): string {
  const words = [entry.familyName, entry.givenName, entry.organisation, entry.town, entry.profession, entry.specialty];
  return foldName([...words, entry.address].filter(Boolean).join(' '));
}
