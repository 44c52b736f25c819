/**
 * The person's folders. Two workstations may change the tree at once, so that it is read forgivingly: a folder whose
 * parent is gone, or that would be inside itself, is shown at the top.
 */
import { AppError } from '../../../../contract/errors.ts';
import type { FolderView, RemovedFolder } from '../../../../contract/ipc/folder.contract.ts';
import {
  type AccountItem,
  type Folder,
  type FolderId,
  MAX_FOLDER_DEPTH,
  MAX_FOLDERS,
} from '../../../../contract/model/account-item.ts';
import { foldName } from '../../../../contract/model/directory.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { AccountItems } from './account-items.ts';
import { byName } from './by-name.ts';

export interface FoldersPorts {
  readonly items: AccountItems;
  readonly cache: Pick<EnvelopeStore, 'filed'>;
  readonly newFolderId: () => FolderId;
}

/** The tree: each folder's children by name, the top under null. */
type Tree = ReadonlyMap<FolderId | null, readonly Node[]>;

interface Node {
  readonly id: FolderId;
  readonly folder: Folder;
}

export function createFolders({ items, cache, newFolderId }: FoldersPorts) {
  function readTree(): Tree {
    const folders = new Map(items.list('folder').map(({ id, value }) => [id, value]));
    const parentOf = (id: FolderId): FolderId | null => {
      const parentId = folders.get(id)?.parentId ?? null;
      if (parentId === null || !folders.has(parentId)) return null;
      const seen = new Set([id]);
      for (let at: FolderId | null = parentId; at !== null; at = folders.get(at)?.parentId ?? null) {
        if (seen.has(at)) return null;
        seen.add(at);
      }
      return parentId;
    };
    const tree = new Map<FolderId | null, Node[]>();
    for (const [id, folder] of folders) {
      const parentId = parentOf(id);
      tree.set(parentId, [...(tree.get(parentId) ?? []), { id, folder }]);
    }
    for (const nodes of tree.values()) nodes.sort((a, b) => byName(a.folder.name, b.folder.name));
    return tree;
  }

  function* walk(
    tree: Tree,
    parentId: FolderId | null,
    depth = 0,
  ): Generator<Node & { parentId: FolderId | null; depth: number }> {
    for (const node of tree.get(parentId) ?? []) {
      yield { ...node, parentId, depth };
      yield* walk(tree, node.id, depth + 1);
    }
  }

  function existing(id: FolderId): Folder {
    const folder = items.find('folder', id);
    if (!folder) throw new AppError('folder.not-found');
    return folder;
  }

  /** Depth at which something inside `parentId` stands. */
  function depthInside(tree: Tree, parentId: FolderId | null): number {
    if (parentId === null) return 0;
    for (const { id, depth } of walk(tree, null)) if (id === parentId) return depth + 1;
    throw new AppError('folder.not-found');
  }

  function refuseNamesake(tree: Tree, parentId: FolderId | null, name: string, self: FolderId | null): void {
    const taken = (tree.get(parentId) ?? []).some(
      ({ id, folder }) => id !== self && foldName(folder.name) === foldName(name),
    );
    if (taken) throw new AppError('folder.name-taken');
  }

  const put = (id: FolderId, value: Folder | null): AccountItem => ({ kind: 'folder', id, value });

  return {
    list(): FolderView[] {
      const counts = cache.filed();
      return [...walk(readTree(), null)].map(({ id, folder, parentId, depth }) => ({
        id,
        name: folder.name,
        parentId,
        depth,
        total: counts.get(id)?.total ?? 0,
        unopened: counts.get(id)?.unopened ?? 0,
      }));
    },
    create(name: string, parentId: FolderId | null): FolderId {
      const tree = readTree();
      if (items.list('folder').length >= MAX_FOLDERS) throw new AppError('folder.too-many');
      if (depthInside(tree, parentId) >= MAX_FOLDER_DEPTH) throw new AppError('folder.too-deep');
      refuseNamesake(tree, parentId, name, null);
      const id = newFolderId();
      items.change([put(id, { name, parentId })]);
      return id;
    },
    rename(id: FolderId, name: string): void {
      const folder = existing(id);
      refuseNamesake(readTree(), folder.parentId, name, id);
      items.change([put(id, { ...folder, name })]);
    },
    move(id: FolderId, parentId: FolderId | null): void {
      const folder = existing(id);
      const tree = readTree();
      const below = [...walk(tree, id, 1)];
      if (parentId === id || below.some((inner) => inner.id === parentId)) throw new AppError('folder.inside-itself');
      const height = Math.max(0, ...below.map(({ depth }) => depth));
      if (depthInside(tree, parentId) + height >= MAX_FOLDER_DEPTH) throw new AppError('folder.too-deep');
      refuseNamesake(tree, parentId, folder.name, id);
      items.change([put(id, { ...folder, parentId })]);
    },
    /** What is filed in it keeps its placement, which counts again if the folder comes back. */
    remove(id: FolderId): RemovedFolder[] {
      const folder = existing(id);
      const removed = [
        { id, folder },
        ...[...walk(readTree(), id)].map((inner) => ({ id: inner.id, folder: inner.folder })),
      ];
      items.change(removed.map((one) => put(one.id, null)));
      return removed;
    },
    restore(removed: readonly RemovedFolder[]): void {
      if (items.list('folder').length + removed.length > MAX_FOLDERS) throw new AppError('folder.too-many');
      items.change(removed.map(({ id, folder }) => put(id, folder)));
    },
  };
}

export type Folders = ReturnType<typeof createFolders>;
