/** Favourites and groups: items of the account, in the order of names. */
import { AppError } from '../../../../contract/errors.ts';
import type { DirectoryHit } from '../../../../contract/ipc/directory.contract.ts';
import type { GroupView } from '../../../../contract/ipc/people.contract.ts';
import type { Group } from '../../../../contract/model/account-item.ts';
import { type DirectoryEntry, foldName } from '../../../../contract/model/directory.ts';
import type { AccountCard } from '../../../../contract/model/person.ts';
import { missingRight } from '../../../../contract/model/rights.ts';
import type { AccountItems } from './account-items.ts';
import { byName } from './by-name.ts';

export interface PeoplePorts {
  /** In whose name one writes, and who writes where that is somebody else: what either may not do is not possible. */
  readonly account: AccountCard;
  readonly delegate: AccountCard | null;
  readonly items: AccountItems;
  readonly newGroupId: () => string;
}

export function createPeople({ account, delegate, items, newGroupId }: PeoplePorts) {
  function favourites(): DirectoryEntry[] {
    const nameOf = ({ familyName, givenName }: DirectoryEntry) => `${familyName} ${givenName}`;
    return items
      .list('favourite')
      .map(({ value }) => value.entry)
      .sort((one, other) => byName(nameOf(one), nameOf(other)));
  }
  function groups(): GroupView[] {
    const all = items.list('group').map(({ id, value }) => ({ ...value, id }));
    return all.sort((one, other) => byName(one.name, other.name));
  }

  return {
    favourites,
    list(): { favourites: DirectoryHit[]; groups: GroupView[] } {
      const hits = favourites().map((entry) => ({
        entry,
        missingRight:
          missingRight(account, entry.recipientKind, false) ??
          (delegate && missingRight(delegate, entry.recipientKind, false)),
      }));
      return { favourites: hits, groups: groups() };
    },
    setFavourite(entry: DirectoryEntry, isFavourite: boolean): void {
      items.change([{ kind: 'favourite', id: entry.address, value: isFavourite ? { entry } : null }]);
    },
    /** `group.name-taken`; who stands twice among the members counts once. */
    saveGroup(groupId: string | null, group: Group): string {
      const id = groupId ?? newGroupId();
      const isTaken = groups().some((one) => one.id !== id && foldName(one.name) === foldName(group.name));
      if (isTaken) throw new AppError('group.name-taken');
      const members = [...new Map(group.members.map((member) => [member.address, member])).values()];
      items.change([{ kind: 'group', id, value: { ...group, members } }]);
      return id;
    },
    removeGroup(groupId: string): void {
      if (items.find('group', groupId) !== null) items.change([{ kind: 'group', id: groupId, value: null }]);
    },
  };
}

export type People = ReturnType<typeof createPeople>;
