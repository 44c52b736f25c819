/** What this workstation knows of the people whom a draft goes to, so that an unusual one is asked about before it leaves. */
import type { RecipientFact } from '../../../contract/ipc/draft.contract.ts';
import { DirectoryEntry, foldName } from '../../../contract/model/directory.ts';
import { displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import type { EnvelopeStore, MetPerson } from './envelope-store.ts';

const NAMESAKES = 50;
/** Words of a displayed name that are no part of it. */
const titles: ReadonlySet<string> = new Set(['dr', 'pr', 'm', 'mr', 'mme', 'mlle']);

/** Asks nobody: envelopes exchanged from here, and directory entries seen here. */
export function recipientFacts(
  recipients: readonly RecipientRef[],
  cache: Pick<EnvelopeStore, 'findPeople'>,
): readonly RecipientFact[] {
  return recipients.map(({ address, name }) => {
    const hasMet = find(address, cache).some((person) => person.address === address && person.metAt > 0);
    const namesake = hasMet ? undefined : find(name, cache).find((person) => isNamesake(person, address, name));
    return {
      address,
      hasMet,
      namesake: namesake ? { name: nameOf(namesake), address: namesake.address } : null,
    };
  });
}

function find(text: string, cache: Pick<EnvelopeStore, 'findPeople'>): readonly MetPerson[] {
  const words = wordsOf(text);
  return words.length === 0 ? [] : cache.findPeople(words, NAMESAKES);
}

function isNamesake(person: MetPerson, address: string, name: string): boolean {
  if (person.metAt === 0 || person.address === address) return false;
  const words = new Set(wordsOf(name));
  const others = wordsOf(nameOf(person));
  return words.size === others.length && others.every((word) => words.has(word));
}

function nameOf({ entry }: MetPerson): string {
  return displayName(DirectoryEntry.parse(JSON.parse(entry)));
}

function wordsOf(name: string): string[] {
  return foldName(name)
    .split(' ')
    .filter((word) => word !== '' && !titles.has(word));
}
