/** Ctrl K: people of the directory and commands, by a few letters. */
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Search, SquarePen } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../contract/ipc/directory.contract.ts';
import { displayName } from '../../contract/model/person.ts';
import { queries } from '../bridge.ts';
import { typesetName } from '../ui/format/typography.ts';
import { Highlighted } from '../ui/highlighted.tsx';
import { Icon } from '../ui/icon.tsx';
import { RecipientBadge } from '../ui/recipient-badge.tsx';
import './palette.css';
import { matchingCommands, type PaletteCommand } from './palette-commands.ts';

type Entry =
  | { readonly id: string; readonly command: PaletteCommand; readonly hit?: undefined }
  | { readonly id: string; readonly hit: DirectoryHit; readonly command?: undefined };

const SHOWN_PEOPLE = 6;

export function Palette({
  commands,
  onWrite,
  onClose,
}: {
  readonly commands: readonly PaletteCommand[];
  readonly onWrite: (hit: DirectoryHit) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('keyboard');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const typed = text.trim();
  const { data } = useQuery(queries.suggestions(typed));
  const people = typed
    ? (data?.hits ?? []).filter(({ missingRight }) => missingRight === null).slice(0, SHOWN_PEOPLE)
    : [];
  const entries: readonly Entry[] = [
    ...matchingCommands(commands, typed).map((command) => ({ id: `command-${command.id}`, command })),
    ...people.map((hit) => ({ id: `person-${hit.entry.id}`, hit })),
  ];
  const current = entries[Math.min(active, entries.length - 1)];
  useEffect(() => field.current?.focus(), []);

  const choose = (entry: Entry): void => {
    onClose();
    if (entry.command) entry.command.run();
    else onWrite(entry.hit);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      setActive((active + step + entries.length) % entries.length);
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      choose(current);
    }
  };
  return (
    <ModalOverlay
      className="dialog-scrim palette-scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="palette">
        <AriaDialog aria-label={t('paletteTitle')} className="palette-dialog">
          <div className="palette-field">
            <Icon of={Search} />
            <input
              ref={field}
              type="text"
              role="combobox"
              autoComplete="off"
              spellCheck={false}
              aria-label={t('paletteTitle')}
              aria-expanded="true"
              aria-autocomplete="list"
              aria-controls={`${id}-list`}
              aria-activedescendant={current ? `${id}-${current.id}` : undefined}
              placeholder={t('palettePlaceholder')}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div id={`${id}-list`} className="palette-list" role="listbox" aria-label={t('paletteResults')}>
            {entries.map((entry) => (
              <div
                key={entry.id}
                id={`${id}-${entry.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={entry === current}
                className={`suggestion${entry === current ? ' is-active' : ''}`}
                onPointerDown={(event) => {
                  event.preventDefault();
                  choose(entry);
                }}
              >
                {entry.command ? (
                  <>
                    <Icon of={ChevronRight} />
                    <span className="grow">
                      <Highlighted text={entry.command.label} typed={typed} />
                    </span>
                  </>
                ) : (
                  <PersonWords hit={entry.hit} typed={typed} />
                )}
              </div>
            ))}
          </div>
          {entries.length === 0 ? <p className="muted palette-none">{t('paletteNothing')}</p> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
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
