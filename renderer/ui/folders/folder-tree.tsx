/** Folders as a tree: walked with the arrows, opened with Enter, and a place where envelopes and folders are dropped. */
import { ChevronRight, Ellipsis, Folder, GripVertical } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import {
  Button as AriaButton,
  Collection,
  isTextDropItem,
  Tree,
  TreeItem,
  TreeItemContent,
  useDragAndDrop,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import { FolderId } from '../../../contract/model/account-item.ts';
import { CARRIED_ENVELOPES, useCarried } from '../carried.tsx';
import { pointUnder } from '../context-menu.tsx';
import type { Targets } from '../envelope-acts.ts';
import { Icon } from '../icon.tsx';
import { type FolderNode, mayMove, nodesOf, pathOf } from './folder-nodes.ts';
import type { FolderTools } from './folder-tools.tsx';
import './folder-tree.css';

const CARRIED_FOLDER = 'application/x-medimail-folder';

export interface FolderTreeProps {
  readonly folders: readonly FolderView[];
  /** The folder whose list is shown. */
  readonly current: FolderId | null;
  readonly tools: FolderTools;
  readonly onMove: (folder: FolderView, parentId: FolderId | null) => void;
  readonly onOpen: (folderId: FolderId) => void;
  /** Absent where no list is beside it. */
  readonly onEnvelopes?: (targets: Targets, folderId: FolderId) => void;
  /** With how many envelopes are in each, where there is room. */
  readonly roomy?: boolean;
}

export function FolderTree(props: FolderTreeProps): ReactNode {
  const { folders, current, tools, onOpen, roomy = false } = props;
  const { t } = useTranslation('folders');
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(
    () => new Set(roomy ? folders.map(({ id }) => id) : []),
  );
  const nodes = useMemo(() => nodesOf(folders), [folders]);
  const { dragAndDropHooks } = useFolderDrag(props);
  // The folder whose list is shown can be seen.
  useEffect(() => {
    if (!current) return;
    const around = pathOf(folders, current).slice(0, -1);
    setExpanded((before) =>
      around.every(({ id }) => before.has(id)) ? before : new Set([...before, ...around.map(({ id }) => id)]),
    );
  }, [current, folders]);

  const onRow = (element: EventTarget, act: (folder: FolderView, row: Element) => void): boolean => {
    const row = element instanceof Element ? element.closest('[role=row]') : null;
    const folder = folders.find(({ id }) => row instanceof HTMLElement && row.dataset['key'] === id);
    if (row && folder) act(folder, row);
    return folder !== undefined;
  };
  const keys = useRef<(event: KeyboardEvent) => void>(() => undefined);
  keys.current = (event) => {
    const act = event.key === 'F2' ? tools.rename : event.key === 'Delete' ? tools.remove : null;
    if (act && event.target && onRow(event.target, act)) event.preventDefault();
  };
  const tree = useRef<HTMLDivElement>(null);
  // Keys of ours, which React Aria's tree hands to nobody.
  useEffect(() => {
    const element = tree.current;
    const listen = (event: KeyboardEvent): void => keys.current(event);
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, []);
  return (
    <div className={`folder-tree${roomy ? ' is-roomy' : ''}`}>
      <Tree
        ref={tree}
        onContextMenu={(event) => {
          const byKeyboard = event.button !== 2;
          const handled = onRow(event.target, (folder, row) =>
            tools.openMenu(folder, byKeyboard ? pointUnder(row) : { x: event.clientX, y: event.clientY }, row),
          );
          if (handled) event.preventDefault();
        }}
        aria-label={t('title')}
        className="folder-rows"
        items={nodes}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={current ? [current] : []}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : [...keys];
          const folder = folders.find(({ id }) => id === key);
          if (folder) onOpen(folder.id);
        }}
        expandedKeys={expanded}
        onExpandedChange={(keys) => setExpanded(new Set([...keys].map(String)))}
        dragAndDropHooks={dragAndDropHooks}
        dependencies={[roomy, tools]}
      >
        {(node) => <FolderItem node={node} tools={tools} roomy={roomy} />}
      </Tree>
    </div>
  );
}

function FolderItem({
  node,
  tools,
  roomy,
}: {
  readonly node: FolderNode;
  readonly tools: FolderTools;
  readonly roomy: boolean;
}): ReactNode {
  const { t } = useTranslation('folders');
  const { folder } = node;
  const { name, unopened, total } = folder;
  const counts = [
    name,
    unopened > 0 ? t('countUnopened', { count: unopened }) : null,
    roomy ? t('countTotal', { count: total }) : null,
  ];
  return (
    <TreeItem id={node.id} textValue={name} aria-label={counts.filter(Boolean).join(', ')} className="folder-item">
      <TreeItemContent>
        {({ hasChildItems }) => (
          <div className="folder-line">
            {hasChildItems ? (
              <AriaButton slot="chevron" className="folder-chevron" aria-label={t('unfold', { name })}>
                <Icon of={ChevronRight} size="small" />
              </AriaButton>
            ) : (
              <span className="folder-chevron" />
            )}
            <Icon of={Folder} />
            <span className="grow ellipsis" title={name}>
              {name}
            </span>
            {unopened > 0 ? (
              <span className="side-count folder-count">
                {roomy ? t('countUnopened', { count: unopened }) : unopened}
              </span>
            ) : null}
            {roomy ? <span className="caption folder-total">{t('countTotal', { count: total })}</span> : null}
            <AriaButton slot="drag" className="folder-drag" aria-label={t('drag', { name })}>
              <Icon of={GripVertical} size="small" />
            </AriaButton>
            <AriaButton
              className="folder-more"
              aria-label={t('menuOf', { name })}
              onPress={({ target }) => {
                const row = target.closest('[role=row]') ?? target;
                const { left, bottom } = target.getBoundingClientRect();
                tools.openMenu(folder, { x: left, y: bottom }, row);
              }}
            >
              <Icon of={Ellipsis} size="small" />
            </AriaButton>
          </div>
        )}
      </TreeItemContent>
      <Collection items={node.children} dependencies={[roomy, tools]}>
        {(child: FolderNode) => <FolderItem node={child} tools={tools} roomy={roomy} />}
      </Collection>
    </TreeItem>
  );
}

/** Folders are carried to folders, by pointer or keyboard, and to the top; envelopes come from the list. */
function useFolderDrag({ folders, onMove, onEnvelopes }: FolderTreeProps) {
  const carried = useCarried();
  const folderOf = (id: unknown): FolderView | undefined => folders.find((folder) => folder.id === id);
  const movedTo = async (items: readonly Parameters<typeof isTextDropItem>[0][], parentId: FolderId | null) => {
    for (const item of items) {
      if (!isTextDropItem(item) || !item.types.has(CARRIED_FOLDER)) continue;
      const folder = folderOf(await item.getText(CARRIED_FOLDER));
      if (folder && mayMove(folders, folder.id, parentId)) onMove(folder, parentId);
    }
  };
  return useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ [CARRIED_FOLDER]: String(key) })),
    acceptedDragTypes: [CARRIED_ENVELOPES, CARRIED_FOLDER],
    getDropOperation: (target, types) => {
      if (target.type === 'root') return types.has(CARRIED_FOLDER) ? 'move' : 'cancel';
      return target.dropPosition === 'on' && (types.has(CARRIED_FOLDER) || types.has(CARRIED_ENVELOPES))
        ? 'move'
        : 'cancel';
    },
    onRootDrop: ({ items }) => void movedTo(items, null),
    onItemDrop: ({ target, items }) => {
      const { data } = FolderId.safeParse(target.key);
      if (!data) return;
      const targets = carried.current();
      if (targets) onEnvelopes?.(targets, data);
      else void movedTo(items, data);
    },
  });
}
