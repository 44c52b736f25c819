/** The person's folders, with room for their counts: made, named, moved, removed. */
import { useQuery } from '@tanstack/react-query';
import { FolderPlus } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderId } from '../../../contract/model/account-item.ts';
import { queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { FolderActs } from '../../ui/folders/folder-acts.ts';
import { useFolderTools } from '../../ui/folders/folder-tools.tsx';
import { FolderTree } from '../../ui/folders/folder-tree.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Coming, NotAsked, Panel } from './panel.tsx';

export interface FoldersSectionProps {
  readonly acts: FolderActs;
  readonly onOpen: (folderId: FolderId) => void;
}

export function FoldersSection({ acts, onOpen }: FoldersSectionProps): ReactNode {
  const { t } = useTranslation('settings');
  const { t: words } = useTranslation('folders');
  const { data, error, refetch } = useQuery(queries.folders());
  const folders = data?.folders ?? [];
  const tools = useFolderTools(folders, acts);
  const place = useRef<HTMLSpanElement>(null);
  const create = (
    <span ref={place}>
      <Button icon={<Icon of={FolderPlus} />} onPress={() => place.current && tools.create(place.current, null)}>
        {words('create')}
      </Button>
    </span>
  );
  return (
    <div className="settings-column">
      <Panel id="folders" title={t('entryFolders')} text={t('foldersText')} aside={data ? create : null}>
        {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
        {data || error ? null : <Coming label={t('foldersComing')} lines={['42%', '30%', '56%']} />}
        {data && folders.length === 0 ? (
          <div className="settings-sheet">
            <Empty title={t('foldersNone')}>{t('foldersNoneText')}</Empty>
          </div>
        ) : null}
        {folders.length > 0 ? (
          <div className="settings-sheet">
            <FolderTree folders={folders} current={null} tools={tools} onMove={acts.move} onOpen={onOpen} roomy />
          </div>
        ) : null}
        <p className="caption">{t('foldersKeys')}</p>
      </Panel>
      {tools.open}
    </div>
  );
}
