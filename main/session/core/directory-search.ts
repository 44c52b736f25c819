/** The directory: the operator's when it answers, the people already met when it does not. */
import type { DirectoryHit, Invitation } from '../../../contract/ipc/directory.contract.ts';
import { type DirectoryCriteria, DirectoryEntry, foldName } from '../../../contract/model/directory.ts';
import { type AccountCard, EmailAddress } from '../../../contract/model/person.ts';
import type { RecipientKind } from '../../../contract/model/recipient.ts';
import { missingRight } from '../../../contract/model/rights.ts';
import type { EnvelopeStore, KnownPerson } from './envelope-store.ts';
import { connectionProblem } from './failures.ts';
import type { OperatorApi } from './operator-port.ts';

const SUGGESTIONS = 8;
const RESULTS = 50;
/** While typing, an answer later than this is of no use: what is here is shown instead. */
const SUGGEST_TIMEOUT_MS = 1_500;

export interface DirectoryPorts {
  /** In whose name one writes, and who writes where that is somebody else: what either may not do is not possible. */
  readonly account: AccountCard;
  readonly delegate: AccountCard | null;
  readonly operator: OperatorApi;
  readonly cache: EnvelopeStore;
  readonly isOnline: () => boolean;
}

export function createDirectorySearch({ account, delegate, operator, cache, isOnline }: DirectoryPorts) {
  const missing = (kind: RecipientKind) =>
    missingRight(account, kind, false) ?? (delegate === null ? null : missingRight(delegate, kind, false));
  const toHit = (entry: DirectoryEntry): DirectoryHit => ({
    entry,
    missingRight: missing(entry.recipientKind),
  });
  const remember = (entries: readonly DirectoryEntry[]) =>
    cache.rememberPeople(
      entries.map((entry) => ({ address: entry.address, folded: foldEntry(entry), entry: JSON.stringify(entry) })),
    );

  const findHere = (text: string) => cache.findPeople(foldName(text).split(' ').filter(Boolean), SUGGESTIONS);
  const entryOf = ({ entry }: KnownPerson) => DirectoryEntry.parse(JSON.parse(entry));

  function suggestLocally(text: string) {
    const hits = findHere(text).map((person) => toHit(entryOf(person)));
    return { hits, total: hits.length, offline: true, invitation: null };
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
        const hits = [...exact.entries, ...correspondentsFirst(text, found)].map(toHit);
        return { hits, total: Math.max(answer.total, hits.length), offline: false, invitation: exact.invitation };
      } catch (error) {
        if (connectionProblem(error)) return suggestLocally(text);
        throw error;
      }
    },
    async search(criteria: DirectoryCriteria) {
      const answer = await operator.call('directorySearch', { body: { criteria, limit: RESULTS } });
      remember(answer.entries);
      return { hits: answer.entries.map(toHit), more: answer.more, total: answer.total };
    },
  };
}

/** What a suggestion is searched in. */
export function foldEntry(entry: DirectoryEntry): string {
  const words = [entry.familyName, entry.givenName, entry.organisation, entry.town, entry.profession, entry.specialty];
  return foldName([...words, entry.address].filter(Boolean).join(' '));
}
