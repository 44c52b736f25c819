/** Chooses where to file, move or go, by a few letters of a folder's name or with the arrows. */
import { Folder, FolderPlus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Autocomplete, Input, ListBox, ListBoxItem, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import { type FolderId, MAX_FOLDER_NAME } from '../../../contract/model/account-item.ts';
import { Dialog } from '../dialog.tsx';
import { ErrorNotice } from '../error-notice.tsx';
import { answersTyped } from '../format/highlight.ts';
import { Highlighted } from '../highlighted.tsx';
import { Icon } from '../icon.tsx';
import { useTask } from '../use-task.ts';
import { pathOf } from './folder-nodes.ts';
import './folder-picker.css';

/** A place that is no folder: a box, the archive, the top. */
export interface OtherPlace {
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

export interface FolderPickerProps {
  readonly title: string;
  readonly folders: readonly FolderView[];
  /** Before the folders. */
  readonly others: readonly OtherPlace[];
  /** Folders that cannot be meant are not offered. */
  readonly isOffered?: (folder: FolderView) => boolean;
  readonly onFolder: (folderId: FolderId) => void;
  /** Makes a folder of the name typed when none has it; absent where that makes no sense. */
  readonly onCreate?: (name: string) => Promise<FolderId>;
  readonly onClose: () => void;
}

interface Entry {
  readonly id: string;
  readonly label: string;
  /** The folders it is in. */
  readonly within: string;
  readonly depth: number;
  readonly icon: ReactNode;
  readonly run: () => void;
}

export function FolderPicker(props: FolderPickerProps): ReactNode {
  const { title, onCreate, onFolder, onClose } = props;
  const { t } = useTranslation('folders');
  const [typed, setTyped] = useState('');
  const task = useTask();
  const name = typed.trim();
  const entries: readonly Entry[] = entriesOf(props, name);
  const create: Entry = {
    id: 'create',
    label: t('createNamed', { name }),
    within: '',
    depth: 0,
    icon: <Icon of={FolderPlus} />,
    run: () => {
      if (!onCreate || task.pending) return;
      void task.run(async () => {
        const folderId = await onCreate(name);
        onClose();
        onFolder(folderId);
      });
    },
  };
  const isNew = onCreate !== undefined && name !== '' && !entries.some(({ label }) => sameName(label, name));
  const shown = isNew ? [...entries, create] : entries;
  return (
    <Dialog title={title} onClose={onClose}>
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <TextField aria-label={t('typed')} autoFocus maxLength={MAX_FOLDER_NAME}>
          <Input className="field-input" autoComplete="off" placeholder={t('typedHint')} />
        </TextField>
        <ListBox
          className="folder-picker"
          aria-label={title}
          items={shown}
          dependencies={[name]}
          renderEmptyState={() => <p className="caption folder-picker-none">{t('nothing')}</p>}
          onAction={(key) => {
            const entry = shown.find(({ id }) => id === key);
            if (entry && entry !== create) onClose();
            entry?.run();
          }}
        >
          {(entry) => (
            <ListBoxItem
              id={entry.id}
              textValue={entry.within === '' ? entry.label : `${entry.label}, ${entry.within}`}
              className="menu-item folder-picker-item"
              style={{ paddingLeft: 10 + entry.depth * 16 }}
            >
              {entry.icon}
              <span className="ellipsis">
                {entry.id === create.id ? entry.label : <Highlighted text={entry.label} typed={name} />}
              </span>
              {entry.within === '' ? null : <span className="caption ellipsis">{entry.within}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Autocomplete>
      {task.error ? <ErrorNotice error={task.error} /> : null}
    </Dialog>
  );
}

/** What answers the letters typed: as a tree while there are none, then each folder with those it is in. */
function entriesOf({ folders, others, isOffered, onFolder }: FolderPickerProps, typed: string): readonly Entry[] {
  const places = others
    .filter(({ label }) => answersTyped(label, typed))
    .map(({ label, icon, run }) => ({ id: `other ${label}`, label, within: '', depth: 0, icon, run }));
  const found = folders
    .filter((folder) => (isOffered?.(folder) ?? true) && answersTyped(folder.name, typed))
    .map(
      (folder): Entry => ({
        id: folder.id,
        label: folder.name,
        within:
          typed === ''
            ? ''
            : pathOf(folders, folder.id)
                .slice(0, -1)
                .map(({ name }) => name)
                .join(' › '),
        depth: typed === '' ? folder.depth : 0,
        icon: <Icon of={Folder} />,
        run: () => onFolder(folder.id),
      }),
    );
  return typed === '' ? [...places, ...found] : [...found, ...places];
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0;
}
