/** Creating, naming, moving and removing folders; each act says itself and can be taken back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { folder as folders, queries } from '../bridge.ts';
import type { FolderActs } from '../ui/folders/folder-acts.ts';
import { useUndoing } from './undoing.tsx';

export function useFolderActs(): FolderActs {
  const { t } = useTranslation('folders');
  const client = useQueryClient();
  const { did, perform } = useUndoing();
  const { data } = useQuery(queries.folders());
  const known = data?.folders;
  return useMemo<FolderActs>(() => {
    const refresh = async (): Promise<void> => {
      void client.invalidateQueries({ queryKey: ['mailbox', 'rows'] });
      void client.invalidateQueries({ queryKey: ['mailbox', 'conversation'] });
      void client.invalidateQueries({ queryKey: queries.counts().queryKey });
      await client.invalidateQueries({ queryKey: queries.folders().queryKey });
    };
    const parentName = (parentId: string | null): string | undefined => known?.find(({ id }) => id === parentId)?.name;
    return {
      create: async (name, parentId) => {
        const { folderId } = await folders.create({ name, parentId });
        await refresh();
        did({
          title: t('created', { name }),
          undo: () => folders.remove({ folderId }).then(refresh),
          undone: t('undoneCreate'),
        });
        return folderId;
      },
      rename: async (folder, name) => {
        await folders.rename({ folderId: folder.id, name });
        await refresh();
        did({
          title: t('renamed', { name }),
          undo: () => folders.rename({ folderId: folder.id, name: folder.name }).then(refresh),
          undone: t('undoneRename'),
        });
      },
      move: (folder, parentId) =>
        void perform(async () => {
          await folders.move({ folderId: folder.id, parentId });
          await refresh();
          const { id: folderId, name } = folder;
          const parent = parentName(parentId);
          return {
            title: parent === undefined ? t('movedTop', { name }) : t('moved', { name, parent }),
            undo: () => folders.move({ folderId, parentId: folder.parentId }).then(refresh),
            undone: t('undoneMove'),
          };
        }),
      remove: (folder) =>
        void perform(async () => {
          const { removed } = await folders.remove({ folderId: folder.id });
          await refresh();
          return {
            title: t('removed', { name: folder.name }),
            text: t('removedText'),
            undo: () => folders.restore({ removed }).then(refresh),
            undone: t('undoneRemove'),
          };
        }),
    };
  }, [client, did, perform, known, t]);
}
