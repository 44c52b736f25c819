/** The menu of a folder, the field for its name and the choice of where it goes: one set for each tree of folders. */
import { ArrowUpToLine, FolderInput, FolderPlus, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import { MAX_FOLDER_DEPTH } from '../../../contract/model/account-item.ts';
import { ContextMenu, type Point } from '../context-menu.tsx';
import { Icon } from '../icon.tsx';
import { KeyCap } from '../key-cap.tsx';
import type { FolderActs } from './folder-acts.ts';
import { mayMove } from './folder-nodes.ts';
import { FolderPicker } from './folder-picker.tsx';
import { NamePopover } from './name-popover.tsx';

export interface FolderTools {
  /** Asks for a new folder's name under that element; in a folder, or at the top. */
  create(anchor: Element, within: FolderView | null): void;
  rename(folder: FolderView, anchor: Element): void;
  openMenu(folder: FolderView, at: Point, anchor: Element): void;
  remove(folder: FolderView): void;
  /** What is open of all this; belongs outside the tree, whose keys would otherwise be its own. */
  readonly open: ReactNode;
}

type Open =
  | { readonly kind: 'menu'; readonly folder: FolderView; readonly at: Point; readonly anchor: Element }
  | { readonly kind: 'create'; readonly within: FolderView | null; readonly anchor: Element }
  | { readonly kind: 'rename'; readonly folder: FolderView; readonly anchor: Element }
  | { readonly kind: 'move'; readonly folder: FolderView };

export function useFolderTools(folders: readonly FolderView[], acts: FolderActs): FolderTools {
  const { t } = useTranslation('folders');
  const { t: keys } = useTranslation('keyboard');
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);

  const commandsOf = (folder: FolderView, anchor: Element) => [
    ...(folder.depth + 1 < MAX_FOLDER_DEPTH
      ? [
          {
            id: 'create',
            label: t('createIn'),
            icon: <Icon of={FolderPlus} />,
            run: () => setOpen({ kind: 'create', within: folder, anchor }),
          },
        ]
      : []),
    {
      id: 'rename',
      label: t('rename'),
      icon: <Icon of={Pencil} />,
      keys: <KeyCap keys="F2" />,
      run: () => setOpen({ kind: 'rename', folder, anchor }),
    },
    {
      id: 'move',
      label: t('move'),
      icon: <Icon of={FolderInput} />,
      run: () => setOpen({ kind: 'move', folder }),
    },
    {
      id: 'remove',
      label: t('remove'),
      icon: <Icon of={Trash2} />,
      keys: <KeyCap keys={keys('delete')} />,
      run: () => acts.remove(folder),
    },
  ];

  const shown = (): ReactNode => {
    switch (open?.kind) {
      case undefined:
        return null;
      case 'menu':
        return (
          <ContextMenu
            label={t('menuOf', { name: open.folder.name })}
            at={open.at}
            commands={commandsOf(open.folder, open.anchor)}
            onClose={close}
          />
        );
      case 'create':
        return (
          <NamePopover
            title={open.within ? t('newIn', { name: open.within.name }) : t('create')}
            initial=""
            go={t('createGo')}
            anchor={open.anchor}
            onName={(name) => acts.create(name, open.within?.id ?? null)}
            onClose={close}
          />
        );
      case 'rename':
        return (
          <NamePopover
            title={t('renameOf', { name: open.folder.name })}
            initial={open.folder.name}
            go={t('renameGo')}
            anchor={open.anchor}
            onName={(name) => acts.rename(open.folder, name)}
            onClose={close}
          />
        );
      case 'move':
        return (
          <FolderPicker
            title={t('moveTitle', { name: open.folder.name })}
            folders={folders}
            others={
              open.folder.parentId === null
                ? []
                : [
                    {
                      label: t('top'),
                      icon: <Icon of={ArrowUpToLine} />,
                      run: () => acts.move(open.folder, null),
                    },
                  ]
            }
            isOffered={(folder) => mayMove(folders, open.folder.id, folder.id)}
            onFolder={(folderId) => acts.move(open.folder, folderId)}
            onClose={close}
          />
        );
    }
  };

  return {
    create: (anchor, within) => setOpen({ kind: 'create', within, anchor }),
    rename: (folder, anchor) => setOpen({ kind: 'rename', folder, anchor }),
    openMenu: (folder, at, anchor) => setOpen({ kind: 'menu', folder, at, anchor }),
    remove: acts.remove,
    open: shown(),
  };
}
