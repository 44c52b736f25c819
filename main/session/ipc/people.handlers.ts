import type { Handlers } from '../../../contract/ipc/define.ts';
import type { peopleContract } from '../../../contract/ipc/people.contract.ts';
import type { People } from '../core/items/people.ts';

export function peopleHandlers(people: People): Handlers<typeof peopleContract> {
  return {
    list: () => people.list(),
    setFavourite({ entry, isFavourite }) {
      people.setFavourite(entry, isFavourite);
      return {};
    },
    saveGroup: ({ groupId, group }) => ({ groupId: people.saveGroup(groupId, group) }),
    removeGroup({ groupId }) {
      people.removeGroup(groupId);
      return {};
    },
  };
}
