import type { Handlers } from '../../../contract/ipc/define.ts';
import type { folderContract } from '../../../contract/ipc/folder.contract.ts';
import type { Folders } from '../core/items/folders.ts';

export function folderHandlers(folders: Folders): Handlers<typeof folderContract> {
  return {
    list: () => ({ folders: folders.list() }),
    create: ({ name, parentId }) => ({ folderId: folders.create(name, parentId) }),
    rename({ folderId, name }) {
      folders.rename(folderId, name);
      return {};
    },
    move({ folderId, parentId }) {
      folders.move(folderId, parentId);
      return {};
    },
    remove: ({ folderId }) => ({ removed: folders.remove(folderId) }),
    restore({ removed }) {
      folders.restore(removed);
      return {};
    },
  };
}
