/** The directory of the preview: the same rules over invented people, of whom there may be very many. Development only. */
import type { Handlers } from '../../contract/ipc/define.ts';
import type { DirectoryHit, directoryContract } from '../../contract/ipc/directory.contract.ts';
import type { GroupView, peopleContract } from '../../contract/ipc/people.contract.ts';
import { type DirectoryEntry, foldName, isReachedAt, MAX_DIRECTORY_RESULTS } from '../../contract/model/directory.ts';
import { foldCriteria, foldForCriteria, satisfies } from '../../contract/model/directory-criteria.ts';
import { displayName, EmailAddress } from '../../contract/model/person.ts';
import { missingRight } from '../../contract/model/rights.ts';
import { ABSENT_UNTIL } from './envelopes.ts';
import { accountOf } from './fake-settings.ts';
import { entries } from './people.ts';
import type { PreviewState } from './states.ts';

const EDITION = '2026-11-26T04:12:00.000Z';

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
      const invitation = address && hits.length === 0 ? { address, missingRight: null, phoneCodes: true } : null;
      return { hits, total: hits.length, offline: true, here: { edition: null }, invitation };
    },
    resolve: ({ addresses }) => ({
      offline: state.offline ?? false,
      recipients: addresses.map((address) => {
        const entry = everybody.find((one) => isReachedAt(one, address)) ?? null;
        const isInvited = entry === null && !state.offline;
        return { address, entry, invitation: isInvited ? { address, missingRight: null, phoneCodes: true } : null };
      }),
    }),
    search: ({ criteria, offset, limit, from }) => {
      const folded = foldCriteria(criteria);
      const found = everybody
        .filter((entry) => satisfies(foldForCriteria(entry), folded))
        .sort((one, other) => (one.familyName + one.givenName < other.familyName + other.givenName ? -1 : 1))
        .slice(0, MAX_DIRECTORY_RESULTS);
      const hits = found.slice(offset, offset + limit).map(toHit);
      const edition = state.national ? EDITION : null;
      const here = from === 'here' || state.offline ? { edition } : null;
      return { hits, total: found.length, offline: state.offline ?? false, here };
    },
    absent: ({ addresses }) => ({
      absent: addresses
        .slice(0, state.absence ? 1 : 0)
        .map((address) => ({ address, until: ABSENT_UNTIL, delegate: 'Mme Sandrine VIDAL' })),
    }),
    national: () => ({
      isKept: true,
      departments: null,
      mayChoose: true,
      edition: state.national ? { madeAt: EDITION, entries: 598_214, sizeBytes: 231_000_000 } : null,
      checkedAt: null,
      progress: state.national === 'updating' ? { step: 'download', done: 12_400_000, total: 31_900_000 } : null,
      problem: null,
    }),
    chooseNational: () => ({}),
    updateNational: () => ({}),
    cancelNational: () => ({}),
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

/** Favourites and groups that last as long as the page. */
export function fakePeople(state: PreviewState, changed: () => void): Handlers<typeof peopleContract> {
  const kept = state.kept ?? false;
  const favourites = new Map(
    (kept ? [1, 3, 8] : []).flatMap((index) => entries[index] ?? []).map((one) => [one.address, one]),
  );
  const member = ({ address, ...entry }: DirectoryEntry) => ({ address, name: displayName(entry) });
  const groups = new Map<string, GroupView>(
    (kept ? (['Cardiologie du Var', 'RCP oncologie'] as const) : []).map((name, index) => {
      const id = `0190b3c4-0000-4000-8000-00000000001${index}`;
      return [id, { id, name, members: entries.slice(1 + index, 5).map(member) }];
    }),
  );
  return {
    list: () => ({
      favourites: [...favourites.values()].map((entry) => ({ entry, missingRight: null })),
      groups: [...groups.values()],
    }),
    setFavourite: ({ entry, isFavourite }) => {
      if (isFavourite) favourites.set(entry.address, entry);
      else favourites.delete(entry.address);
      changed();
      return {};
    },
    saveGroup: ({ groupId, group }) => {
      const id = groupId ?? '0190b3c4-0000-4000-8000-000000000019';
      groups.set(id, { ...group, id });
      changed();
      return { groupId: id };
    },
    removeGroup: ({ groupId }) => {
      groups.delete(groupId);
      changed();
      return {};
    },
  };
}
