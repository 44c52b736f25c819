/** Folders as a tree, made from the list in which they come. Pure. */
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import type { FolderId } from '../../../contract/model/account-item.ts';

export interface FolderNode {
  readonly id: FolderId;
  readonly folder: FolderView;
  readonly children: readonly FolderNode[];
}

/** The folders at the top, each with those in it, in the order given. One whose parent is not here stands at the top. */
export function nodesOf(folders: readonly FolderView[]): readonly FolderNode[] {
  const known = new Set(folders.map(({ id }) => id));
  const within = new Map<FolderId | null, FolderView[]>();
  for (const folder of folders) {
    const parentId = folder.parentId !== null && known.has(folder.parentId) ? folder.parentId : null;
    within.set(parentId, [...(within.get(parentId) ?? []), folder]);
  }
  const nodesIn = (parentId: FolderId | null): readonly FolderNode[] =>
    (within.get(parentId) ?? []).map((folder) => ({ id: folder.id, folder, children: nodesIn(folder.id) }));
  return nodesIn(null);
}

/** The folders around a folder, from the top, itself last; empty when there is no such folder. */
export function pathOf(folders: readonly FolderView[], folderId: FolderId): readonly FolderView[] {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const path: FolderView[] = [];
  let folder = byId.get(folderId);
  while (folder && !path.includes(folder)) {
    path.unshift(folder);
    folder = folder.parentId === null ? undefined : byId.get(folder.parentId);
  }
  return path;
}

/** Whether a folder may go into another, or to the top: not into itself, nor into what is in it, nor where it is. */
export function mayMove(folders: readonly FolderView[], folderId: FolderId, parentId: FolderId | null): boolean {
  const folder = folders.find(({ id }) => id === folderId);
  if (!folder || folder.parentId === parentId) return false;
  return parentId === null || !pathOf(folders, parentId).some(({ id }) => id === folderId);
}
