/** The person's own folders: a tree, the same on each of her workstations. */
import { z } from 'zod';
import { Folder, FolderId, MAX_FOLDER_NAME } from '../model/account-item.ts';
import { defineContract, method } from './define.ts';

/** A folder in the order in which the tree is shown. */
export const FolderView = z.object({
  id: FolderId,
  name: z.string(),
  parentId: FolderId.nullable(),
  /** 0 at the top. */
  depth: z.number().int(),
  total: z.number().int(),
  unopened: z.number().int(),
});
export type FolderView = z.infer<typeof FolderView>;

export const FolderTree = z.object({ folders: z.array(FolderView) });
export type FolderTree = z.infer<typeof FolderTree>;

/** A folder that was removed, to be put back. */
export const RemovedFolder = z.object({ id: FolderId, folder: Folder });
export type RemovedFolder = z.infer<typeof RemovedFolder>;

const name = z.string().trim().min(1).max(MAX_FOLDER_NAME);

export const folderContract = defineContract('folder', {
  servedBy: 'session',
  methods: {
    list: method(z.object({}), FolderTree),
    create: method(z.object({ name, parentId: FolderId.nullable() }), z.object({ folderId: FolderId })),
    rename: method(z.object({ folderId: FolderId, name }), z.object({})),
    move: method(z.object({ folderId: FolderId, parentId: FolderId.nullable() }), z.object({})),
    /** With the folders in it. Envelopes go back to their boxes; `removed` sent to `restore` puts all back. */
    remove: method(z.object({ folderId: FolderId }), z.object({ removed: z.array(RemovedFolder) })),
    restore: method(z.object({ removed: z.array(RemovedFolder).min(1) }), z.object({})),
  },
  events: {
    /** Folders, or what is in them. */
    changed: z.object({}),
  },
});
