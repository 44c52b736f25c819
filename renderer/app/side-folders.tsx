/** The person's folders in the side bar, below the boxes. */
import { useQuery } from '@tanstack/react-query';
import { FolderPlus } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListName } from '../../contract/ipc/mailbox.contract.ts';
import type { FilingPlace } from '../../contract/model/account-item.ts';
import { queries } from '../bridge.ts';
import { IconButton } from '../ui/button.tsx';
import type { Targets } from '../ui/envelope-acts.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import type { FolderActs } from '../ui/folders/folder-acts.ts';
import { useFolderTools } from '../ui/folders/folder-tools.tsx';
import { FolderTree } from '../ui/folders/folder-tree.tsx';
import { Icon } from '../ui/icon.tsx';
import { wireOf } from '../ui/wire-error.ts';
import { useNavigation } from './place.tsx';

export interface SideFoldersProps {
  /** Goes to a folder, whose list takes the keyboard. */
  readonly onFolder: (folder: ListName) => void;
  readonly onFile: (targets: Targets, place: FilingPlace | null) => void;
  readonly folderActs: FolderActs;
}

export function SideFolders({ onFolder, onFile, folderActs }: SideFoldersProps): ReactNode {
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
