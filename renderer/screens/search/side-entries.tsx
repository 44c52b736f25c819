/** Below the envelopes: people to write to, and commands, that answer what was typed. */
import { ChevronRight, Folder, SquarePen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import { displayName } from '../../../contract/model/person.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RecipientBadge } from '../../ui/recipient-badge.tsx';
import type { FolderCompletion } from './folder-completions.ts';

export interface SearchCommand {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

export type SideEntry = { readonly id: string } & (
  | { readonly command: SearchCommand; readonly hit?: undefined; readonly folder?: undefined }
  | { readonly hit: DirectoryHit; readonly command?: undefined; readonly folder?: undefined }
  | { readonly folder: FolderCompletion; readonly hit?: undefined; readonly command?: undefined }
);

/** A listbox may hold groups of options; a field set may not stand in one. */
const optionGroup = { role: 'group' } as const;

export function SideEntries({
  entries,
  typed,
  current,
  idOf,
  onChoose,
}: {
  readonly entries: readonly SideEntry[];
  readonly typed: string;
  readonly current: number;
  readonly idOf: (index: number) => string;
  readonly onChoose: (index: number) => void;
}): ReactNode {
  const { t } = useTranslation('search');
  const group = (label: string, wanted: 'hit' | 'command' | 'folder'): ReactNode =>
    entries.some((entry) => entry[wanted]) ? (
      <div {...optionGroup} {...{ 'aria-label': label }} className="search-group">
        <div className="search-group-name" aria-hidden="true">
          {label}
        </div>
        {entries.map((entry, index) =>
          entry[wanted] ? (
            <div
              key={entry.id}
              id={idOf(index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              className={`suggestion${index === current ? ' is-active' : ''}`}
              onPointerDown={(event) => {
                event.preventDefault();
                onChoose(index);
              }}
            >
              {entry.folder ? (
                <FolderWords folder={entry.folder} />
              ) : entry.hit ? (
                <PersonWords hit={entry.hit} typed={typed} />
              ) : (
                <CommandWords command={entry.command} typed={typed} />
              )}
            </div>
          ) : null,
        )}
      </div>
    ) : null;
  return entries.length === 0 ? null : (
    <div className="search-side" role="presentation">
      {group(t('folders'), 'folder')}
      {group(t('people'), 'hit')}
      {group(t('commands'), 'command')}
    </div>
  );
}

function FolderWords({ folder }: { readonly folder: FolderCompletion }): ReactNode {
  return (
    <>
      <Icon of={Folder} />
      <span className="grow ellipsis">{folder.path}</span>
    </>
  );
}

function CommandWords({ command, typed }: { readonly command: SearchCommand; readonly typed: string }): ReactNode {
  return (
    <>
      <Icon of={ChevronRight} />
      <span className="grow">
        <Highlighted text={command.label} typed={typed} />
      </span>
    </>
  );
}

function PersonWords({ hit, typed }: { readonly hit: DirectoryHit; readonly typed: string }): ReactNode {
  const { entry } = hit;
  return (
    <>
      <Icon of={SquarePen} />
      <span className="grow ellipsis">
        <b>
          <Highlighted text={typesetName(displayName(entry))} typed={typed} />
        </b>{' '}
        <span className="muted">{[entry.specialty ?? entry.profession, entry.town].filter(Boolean).join(', ')}</span>
      </span>
      <RecipientBadge hit={hit} />
    </>
  );
}
