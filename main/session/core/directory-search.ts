/**
 * The directory: this workstation's answers at once, the operator's confirms it. Where there is none here, the people
 * already met answer without network.
 */
import type { DirectoryHit, Invitation, KnownRecipient } from '../../../contract/ipc/directory.contract.ts';
import {
  type DirectoryCriteria,
  DirectoryEntry,
  foldName,
  foldSolid,
  isReachedAt,
  MAX_DIRECTORY_RESULTS,
} from '../../../contract/model/directory.ts';
import {
  type FoldedCriteria,
  foldCriteria,
  foldForCriteria,
  satisfies,
} from '../../../contract/model/directory-criteria.ts';
import { bestFirst, typedWords } from '../../../contract/model/directory-suggestions.ts';
import { type AccountCard, EmailAddress } from '../../../contract/model/person.ts';
import type { RecipientKind } from '../../../contract/model/recipient.ts';
import { missingRight } from '../../../contract/model/rights.ts';
import { toInstant } from './clock.ts';
import type { EnvelopeStore, KnownPerson } from './envelope-store.ts';
import { connectionProblem } from './failures.ts';
import type { FoundEntries, NationalDirectory } from './national-port.ts';
import type { OperatorApi } from './operator-port.ts';

const SUGGESTIONS = 8;
/** While typing, an answer later than this is of no use: what is here is shown instead. */
const SUGGEST_TIMEOUT_MS = 1_500;
/** Of those whom a letter goes to more is to be known than this workstation does: whether they are invited. */
export const RESOLVE_TIMEOUT_MS = 4_000;

export interface DirectoryPorts {
  /** In whose name one writes, and who writes where that is somebody else: what either may not do is not possible. */
  readonly account: AccountCard;
  readonly delegate: AccountCard | null;
  readonly operator: OperatorApi;
  readonly cache: EnvelopeStore;
  readonly isOnline: () => boolean;
  /** People whom the person keeps at hand: they come before all others. */
  readonly favourites: () => readonly DirectoryEntry[];
  /** Null to whom it is not open. */
  readonly national: NationalDirectory | null;
}

export type DirectoryAnswerFrom = 'here' | 'operator';

export function createDirectorySearch(ports: DirectoryPorts) {
  const { account, delegate, operator, cache, isOnline, favourites, national } = ports;
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

  const searchedHere = () => {
    const edition = national?.edition() ?? null;
    return { edition: edition && toInstant(edition.madeAt) };
  };
  const near = () => {
    const own = national?.byAddress(account.address) ?? null;
    return own && { town: own.town, department: own.department };
  };
  const nationalSuggestions = (text: string): FoundEntries => {
    const words = typedWords(text);
    const found = words.length > 0 ? national?.suggest(words, SUGGESTIONS, MAX_DIRECTORY_RESULTS, near()) : null;
    return found ?? { entries: [], total: 0 };
  };

  function suggestLocally(text: string) {
    const found = nationalSuggestions(text);
    const hits = wantedFirst(text, found.entries).map(toHit);
    const total = Math.max(found.total, hits.length);
    return { hits, total, offline: !isOnline(), here: searchedHere(), invitation: null };
  }

  function searchLocally(criteria: DirectoryCriteria, offset: number, limit: number) {
    const folded = foldCriteria(criteria);
    const page = Math.min(limit, MAX_DIRECTORY_RESULTS - offset);
    const { entries, total } =
      national?.search(folded, offset, page, MAX_DIRECTORY_RESULTS) ?? searchMet(folded, offset, page);
    return { hits: entries.map(toHit), total, offline: !isOnline(), here: searchedHere() };
  }

  function searchMet(folded: FoldedCriteria, offset: number, limit: number): FoundEntries {
    const found: DirectoryEntry[] = [];
    for (const person of cache.everybody()) {
      const entry = entryOf(person);
      if (satisfies(foldForCriteria(entry), folded)) found.push(entry);
      if (found.length === MAX_DIRECTORY_RESULTS) break;
    }
    const inOrder = found
      .map((entry) => ({ entry, name: `${foldSolid(entry.familyName)} ${foldSolid(entry.givenName)}` }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    return { entries: inOrder.slice(offset, offset + limit).map(({ entry }) => entry), total: found.length };
  }

  /** Favourites, then people with whom letters were exchanged or who were met, then everybody else. */
  function wantedFirst(text: string, entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
    return favouritesFirst(text, correspondentsFirst(text, entries));
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

  /**
   * Those with whom letters were exchanged before all others: of thirty namesakes, one is the correspondent. Where nobody
   * else is found, people who were only met come too.
   */
  function correspondentsFirst(text: string, entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
    const met = findHere(text);
    const nowOf = (person: KnownPerson) => entries.find(({ address }) => address === person.address) ?? entryOf(person);
    const known = met.filter(({ metAt }) => metAt > 0).map(nowOf);
    const others = [...entries, ...(isOnline() ? [] : met.map(nowOf))];
    const rest = [...new Map(others.map((entry) => [entry.address, entry])).values()].filter(
      ({ address }) => !known.some((entry) => entry.address === address),
    );
    return [...known, ...rest].slice(0, Math.max(SUGGESTIONS, entries.length));
  }

  /** Words are prefixes of names: who has exactly the address that was typed, and whether nobody has, is asked for itself. */
  async function lookUp(text: string): Promise<{ entries: readonly DirectoryEntry[]; invitation: Invitation | null }> {
    const address = EmailAddress.safeParse(text.trim().replace(/[,;]$/, ''));
    if (!address.success) return { entries: [], invitation: null };
    const [known] = await resolveThere([address.data], SUGGEST_TIMEOUT_MS);
    return { entries: known?.entry ? [known.entry] : [], invitation: known?.invitation ?? null };
  }

  async function resolveThere(addresses: readonly EmailAddress[], timeoutMs: number): Promise<KnownRecipient[]> {
    const { entries, invitations, phoneCodes } = await operator.call(
      'directoryResolve',
      { body: { addresses: [...addresses] } },
      { timeoutMs },
    );
    remember(entries);
    return addresses.map((address) => {
      const entry = entries.find((one) => isReachedAt(one, address)) ?? null;
      const isInvited = entry === null && invitations;
      const invitation = isInvited ? { address, missingRight: missing('invited'), phoneCodes } : null;
      return { address, entry, invitation };
    });
  }

  function resolveHere(addresses: readonly EmailAddress[]): KnownRecipient[] {
    const met = (address: EmailAddress) => {
      const person = cache.personAt(address);
      return person === null ? null : entryOf(person);
    };
    return addresses.map((address) => ({
      address,
      entry: national?.byAddress(address) ?? met(address),
      invitation: null,
    }));
  }

  return {
    async suggest(text: string, from: DirectoryAnswerFrom = 'operator') {
      if (from === 'here' || !isOnline()) return suggestLocally(text);
      try {
        const [answer, exact] = await Promise.all([
          operator.call('directorySuggest', { body: { text, limit: SUGGESTIONS } }, { timeoutMs: SUGGEST_TIMEOUT_MS }),
          lookUp(text),
        ]);
        remember(answer.entries);
        const found = answer.entries.filter((entry) => !exact.entries.some((one) => one.id === entry.id));
        const ordered = wantedFirst(text, confirmed(text, found));
        const others = ordered.filter(({ address }) => !exact.entries.some((one) => one.address === address));
        const hits = [...exact.entries, ...others].map(toHit);
        const total = Math.max(answer.total, hits.length);
        return { hits, total, offline: false, here: null, invitation: exact.invitation };
      } catch (error) {
        if (connectionProblem(error)) return suggestLocally(text);
        throw error;
      }
    },
    /** What is known of those whom a letter goes to; whether somebody is invited, the operator alone can say. */
    async resolve(addresses: readonly EmailAddress[]) {
      const here = () => ({ recipients: resolveHere(addresses), offline: !isOnline() });
      if (!isOnline()) return here();
      try {
        return { recipients: await resolveThere(addresses, RESOLVE_TIMEOUT_MS), offline: false };
      } catch (error) {
        if (connectionProblem(error)) return { ...here(), offline: true };
        throw error;
      }
    },
    async search(criteria: DirectoryCriteria, offset: number, limit: number, from: DirectoryAnswerFrom) {
      if (from === 'here' || !isOnline()) return searchLocally(criteria, offset, limit);
      try {
        const answer = await operator.call('directorySearch', { body: { criteria, offset, limit } });
        remember(answer.entries);
        return { hits: answer.entries.map(toHit), total: answer.total, offline: false, here: null };
      } catch (error) {
        if (connectionProblem(error)) return searchLocally(criteria, offset, limit);
        throw error;
      }
    },
  };

  /** What the operator says together with what was shown at once, so that nothing jumps: its word counts for an entry. */
  function confirmed(text: string, answered: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
    const here = nationalSuggestions(text).entries.map((entry) => [entry.address, entry] as const);
    const all = new Map([...here, ...answered.map((entry) => [entry.address, entry] as const)]);
    return here.length === 0 ? answered : bestFirst([...all.values()], typedWords(text), near()).slice(0, SUGGESTIONS);
  }
}

/** What a suggestion is searched in. */
export function wordsOfEntry(entry: DirectoryEntry): string {
  const words = [entry.familyName, entry.givenName, entry.organisation, entry.town, entry.profession, entry.specialty];
  return foldName([...words, entry.address].filter(Boolean).join(' '));
}
