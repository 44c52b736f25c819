/** The directory of the preview: the same rules over invented people, of whom there may be very many. Development only. */
import type { Handlers } from '../../contract/ipc/define.ts';
import type { DirectoryHit, directoryContract } from '../../contract/ipc/directory.contract.ts';
import { type DirectoryEntry, foldName, MAX_DIRECTORY_RESULTS } from '../../contract/model/directory.ts';
import { foldCriteria, foldForCriteria, satisfies } from '../../contract/model/directory-criteria.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { missingRight } from '../../contract/model/rights.ts';
import { accountOf } from './fake-settings.ts';
import { entries } from './people.ts';
import type { PreviewState } from './states.ts';

export function fakeDirectory(state: PreviewState): Handlers<typeof directoryContract> {
  const writer = { ...accountOf(state), ...(state.social ? { kind: 'social' as const } : {}) };
  const toHit = (entry: DirectoryEntry): DirectoryHit => ({
    entry,
    missingRight: missingRight(writer, entry.recipientKind, false),
  });
  const everybody = state.crowd ? [...entries, ...crowd(entries)] : entries;
  return {
    suggest: ({ text }) => {
      const wanted = foldName(text).split(' ').filter(Boolean);
      const hits = entries
        .filter(({ familyName, givenName, town, address }) => {
          const words = foldName([familyName, givenName, town, address].join(' ')).split(' ');
          return wanted.every((part) => words.some((word) => word.startsWith(part)));
        })
        .map(toHit);
      const address = EmailAddress.safeParse(text).data;
      const invitation = address && hits.length === 0 ? { address, missingRight: null } : null;
      return { hits, total: hits.length, offline: true, invitation };
    },
    search: ({ criteria, offset, limit }) => {
      const folded = foldCriteria(criteria);
      const found = everybody
        .filter((entry) => satisfies(foldForCriteria(entry), folded))
        .sort((one, other) => (one.familyName + one.givenName < other.familyName + other.givenName ? -1 : 1))
        .slice(0, MAX_DIRECTORY_RESULTS);
      const hits = found.slice(offset, offset + limit).map(toHit);
      return { hits, total: found.length, offline: state.offline ?? false };
    },
  };
}

/** Namesakes of everybody, each with a number. */
function crowd(people: readonly DirectoryEntry[]): DirectoryEntry[] {
  return Array.from({ length: 2_000 }, (_, index) => {
    const like = people[index % people.length] as DirectoryEntry;
    const number = String(index).padStart(4, '0');
    return {
      ...like,
      id: `crowd-${number}` as DirectoryEntry['id'],
      familyName: `${like.familyName} ${number}`,
      address: `${number}.${like.address}`,
    };
  });
}
