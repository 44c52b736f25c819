/** What answers the search field: envelopes first, then people to write to and commands. The field keeps the keyboard. */
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import type { Box } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { queries } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { placeNameOf } from '../../ui/folders/row-place.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { folderCompletions } from './folder-completions.ts';
import { type Found, useFound } from './found.ts';
import { type SearchCommand, SideEntries, type SideEntry } from './side-entries.tsx';
import './search.css';
import { SearchHead } from './search-head.tsx';
import { SearchHelp } from './search-help.tsx';
import { SearchRow } from './search-row.tsx';

/** What the keyboard of the search field makes the results do. */
export interface SearchHandle {
  move(by: number): void;
  choose(): void;
  /** Completes what is typed with the first name offered; false where none is. */
  complete(): boolean;
}

export interface SearchScreenProps {
  readonly text: string;
  /** Id of the list, for the field's `aria-controls`. */
  readonly listId: string;
  /** Commands that answer the text. */
  readonly commands: readonly SearchCommand[];
  /** Shown in the reader. */
  readonly openId: EnvelopeId | null;
  readonly onOpen: (envelopeId: EnvelopeId, box: Box) => void;
  readonly onWrite: (hit: DirectoryHit) => void;
  /** Puts another text into the field. */
  readonly onText: (text: string) => void;
  /** Id of the element where the keyboard is; null for none. */
  readonly onActive: (elementId: string | null) => void;
  /** Keeps what is typed under a name; rejects with what stands against it. */
  readonly onSave: (name: string, text: string) => Promise<void>;
  readonly ref?: Ref<SearchHandle>;
}

const SHOWN_PEOPLE = 3;
const ROW_PX = 78;
const MINUTE_MS = 60_000;

export function SearchScreen(props: SearchScreenProps): ReactNode {
  const { text, listId, commands, onOpen, onWrite, onText, onActive, ref } = props;
  const { t } = useTranslation('search');
  const typed = text.trim();
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [active, setActive] = useState(0);
  /** The text for which Enter was pressed before it was answered. */
  const [chosenFor, setChosenFor] = useState<string | null>(null);
  const found = useFound(text, range.first, range.last);
  const { data } = useQuery(queries.suggestions(typed));
  const people = typed === '' ? [] : (data?.hits ?? []).filter(({ missingRight }) => missingRight === null);
  const { data: tree } = useQuery(queries.folders());
  const side: readonly SideEntry[] = [
    ...folderCompletions(text, tree?.folders ?? []).map((folder) => ({ id: `folder-${folder.id}`, folder })),
    ...people.slice(0, SHOWN_PEOPLE).map((hit) => ({ id: `person-${hit.entry.id}`, hit })),
    ...commands.map((command) => ({ id: `command-${command.id}`, command })),
  ];
  const results = found.answer?.total ?? 0;
  const count = results + side.length;
  const current = Math.min(active, count - 1);
  const virtualizer = useVirtualizer({
    count: results,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 4,
    onChange: (instance) => {
      const items = instance.getVirtualItems();
      const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
      setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
    },
  });
  const items = virtualizer.getVirtualItems();

  // What is typed anew is read from the top.
  useEffect(() => {
    if (text !== null) setActive(0);
    scroller.current?.scrollTo({ top: 0 });
  }, [text]);
  const isDrawn = current >= results || items.some(({ index }) => index === current);
  const elementId = current < 0 || !isDrawn ? null : optionId(listId, current, results, side);
  useEffect(() => onActive(elementId), [onActive, elementId]);

  const choose = (index: number): void => {
    const entry = side[index - results];
    if (index < results) {
      const result = found.resultAt(index);
      if (result) onOpen(result.row.id, result.box);
    } else if (entry?.folder) onText(entry.folder.text);
    else if (entry?.command) entry.command.run();
    else if (entry?.hit) onWrite(entry.hit);
  };
  useImperativeHandle(ref, () => ({
    move(by) {
      if (count <= 0) return;
      const next = (current + by + count) % count;
      setActive(next);
      if (next < results) virtualizer.scrollToIndex(next, { align: 'auto' });
    },
    complete: () => {
      const [first] = side;
      if (!first?.folder) return false;
      onText(first.folder.text);
      return true;
    },
    choose: () => {
      if (found.isBehind) setChosenFor(text);
      else choose(current);
    },
  }));
  // What is on screen answers an earlier text: Enter waits for the answer to this one, and is forgotten with it.
  const isDue = chosenFor !== null && !found.isBehind;
  useEffect(() => {
    if (!isDue) return;
    setChosenFor(null);
    if (chosenFor === text) choose(current);
  });

  return (
    <section className="pane search" aria-label={t('title')}>
      <SearchHead answer={found.answer} typed={typed} onSave={props.onSave} />
      {found.error ? (
        <div className="search-notice">
          <ErrorNotice error={wireOf(found.error)} />
        </div>
      ) : null}
      {results === 0 && (typed === '' || found.answer) ? <SearchHelp /> : null}
      <div
        id={listId}
        className={`search-lists${results === 0 ? ' is-short' : ''}`}
        role="listbox"
        aria-label={t('results')}
        aria-busy={found.isBehind}
      >
        <div ref={scroller} className="search-rows" role="presentation">
          <div className="search-space" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
            <Rows
              {...props}
              found={found}
              items={items}
              current={current}
              measure={virtualizer.measureElement}
              onChoose={choose}
            />
          </div>
        </div>
        <SideEntries
          entries={side}
          typed={typed}
          current={current - results}
          idOf={(index) => optionId(listId, results + index, results, side)}
          onChoose={(index) => choose(results + index)}
        />
      </div>
    </section>
  );
}

function optionId(listId: string, index: number, results: number, side: readonly SideEntry[]): string {
  return index < results ? `${listId}-${index}` : `${listId}-${side[index - results]?.id ?? ''}`;
}

function Rows({
  listId,
  openId,
  found,
  items,
  current,
  measure,
  onChoose,
}: SearchScreenProps & {
  readonly found: Found;
  readonly items: readonly { readonly index: number; readonly start: number }[];
  readonly current: number;
  readonly measure: (element: Element | null) => void;
  readonly onChoose: (index: number) => void;
}): ReactNode {
  const { t } = useTranslation('search');
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const { t: words } = useTranslation('folders');
  const { data } = useQuery(queries.folders());
  return items.map(({ index, start }) => {
    const result = found.resultAt(index);
    const isOpen = result !== undefined && result.row.id === openId;
    const state = [
      isOpen && 'is-open',
      index === current && 'is-active',
      result && !result.row.opened && result.box === 'received' && 'is-unopened',
    ];
    return (
      <div
        key={index}
        ref={measure}
        data-index={index}
        id={`${listId}-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === current}
        aria-posinset={index + 1}
        aria-setsize={found.answer?.total ?? 0}
        className={['found', ...state].filter(Boolean).join(' ')}
        style={{ top: start }}
        onPointerDown={(event) => {
          // The field keeps the keyboard.
          event.preventDefault();
          onChoose(index);
        }}
      >
        {result ? (
          <SearchRow
            result={result}
            names={found.answer?.names ?? []}
            place={result.row.place === null ? null : placeNameOf(result.row, data?.folders ?? [], words)}
            now={now}
            t={t}
            format={format}
          />
        ) : (
          <span className="found-coming">{t('coming')}</span>
        )}
      </div>
    );
  });
}
