/** The folders of the preview's physician. */
import type { FolderView } from '../../contract/ipc/folder.contract.ts';
import { FolderId } from '../../contract/model/account-item.ts';

export function folderIdOf(number: number): FolderId {
  return FolderId.parse(`00000000-0000-4000-8000-00000000100${number}`);
}

export const folders: readonly FolderView[] = [
  { id: folderIdOf(0), name: 'Avis demandés', parentId: null, depth: 0, total: 14, unopened: 2 },
  { id: folderIdOf(1), name: 'Cardiologie', parentId: folderIdOf(0), depth: 1, total: 9, unopened: 1 },
  { id: folderIdOf(2), name: 'Néphrologie', parentId: folderIdOf(0), depth: 1, total: 5, unopened: 0 },
  { id: folderIdOf(3), name: 'Réseau ville-hôpital', parentId: null, depth: 0, total: 31, unopened: 0 },
  { id: folderIdOf(4), name: 'À rappeler', parentId: null, depth: 0, total: 3, unopened: 3 },
];
