/** The people whom a person chose to keep at hand: favourites and groups, the same on each of her workstations. */
import { z } from 'zod';
import { Group } from '../model/account-item.ts';
import { DirectoryEntry } from '../model/directory.ts';
import { defineContract, method } from './define.ts';
import { DirectoryHit } from './directory.contract.ts';

const GroupId = z.uuid();

export const GroupView = Group.extend({ id: GroupId });
export type GroupView = z.infer<typeof GroupView>;

export const peopleContract = defineContract('people', {
  servedBy: 'session',
  methods: {
    /** In the order of names. */
    list: method(z.object({}).strict(), z.object({ favourites: z.array(DirectoryHit), groups: z.array(GroupView) })),
    setFavourite: method(z.object({ entry: DirectoryEntry, isFavourite: z.boolean() }).strict(), z.object({})),
    /** Makes a group, without an id, or replaces one; a group that was removed comes back with its id. */
    saveGroup: method(z.object({ groupId: GroupId.nullable(), group: Group }).strict(), z.object({ groupId: GroupId })),
    removeGroup: method(z.object({ groupId: GroupId }).strict(), z.object({})),
  },
  events: { changed: z.object({}) },
});
