/** The person's folders in the side bar, below the boxes. */
import { useQuery } from '@tanstack/react-query';
import { FolderPlus } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../bridge.ts';
import { IconButton } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useFolderTools } from '../ui/folders/folder-tools.tsx';
import { FolderTree } from '../ui/folders/folder-tree.tsx';
import { Icon } from '../ui/icon.tsx';
import { wireOf } from '../ui/wire-error.ts';
import { useNavigation } from './place.tsx';
import type { SideBarProps } from './side-bar.tsx';

export function SideFolders({ onFolder, onFile, folderActs }: SideBarProps): ReactNode {
  const { t } = useTranslation('folders');
  const { place } = useNavigation();
  const { data, error, refetch } = useQuery(queries.folders());
  const folders = data?.folders ?? [];
  const tools = useFolderTools(folders, folderActs);
  const head = useRef<HTMLDivElement>(null);
  return (
    <section className="side-folders" aria-label={t('title')}>
      <div ref={head} className="side-head">
        <h2>{t('title')}</h2>
        <IconButton
          label={t('create')}
          icon={<Icon of={FolderPlus} size="small" />}
          onPress={() => head.current && tools.create(head.current, null)}
        />
      </div>
      {error ? <ErrorNotice error={wireOf(error)} onAction={() => void refetch()} /> : null}
      {data && folders.length === 0 ? (
        <p className="caption side-none">
          {t('none')} {t('noneText')}
        </p>
      ) : null}
      {folders.length > 0 ? (
        <FolderTree
          folders={folders}
          current={place.screen === 'folder' ? place.folderId : null}
          tools={tools}
          onMove={folderActs.move}
          onOpen={onFolder}
          onEnvelopes={onFile}
        />
      ) : null}
      {tools.open}
    </section>
  );
}
