/** What can be done to folders. What fails in a move or a removal is told by a notice; of a name, by the one who asks. */
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import type { FolderId } from '../../../contract/model/account-item.ts';

export interface FolderActs {
  /** Rejects with what stands against the name. */
  create(name: string, parentId: FolderId | null): Promise<FolderId>;
  /** Rejects with what stands against the name. */
  rename(folder: FolderView, name: string): Promise<void>;
  move(folder: FolderView, parentId: FolderId | null): void;
  remove(folder: FolderView): void;
}
