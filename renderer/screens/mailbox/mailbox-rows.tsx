/** The rows of a list: virtual, grouped by time, moved through with arrows or j and k, chosen with Space, opened with Enter. */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type DragEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow, RowFilter } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { useCarried } from '../../ui/carried.tsx';
import { type Point, pointUnder } from '../../ui/context-menu.tsx';
import { type Act, type Targets, targetsOfRow } from '../../ui/envelope-acts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { placeNameOf } from '../../ui/folders/row-place.ts';
import { useSharedMailbox } from '../../ui/handling.tsx';
import { useActLooks } from '../../ui/use-act-looks.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { useVisibleRange } from '../../ui/visible-range.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { BulkBar } from './bulk-bar.tsx';
import { EmptyList } from './empty-list.tsx';
import { rowId } from './envelope-row.tsx';
import { HoverActs, type HoverActsHandle } from './hover-acts.tsx';
import { Item } from './list-item.tsx';
import type { MailboxListProps } from './list-props.ts';
import { RowMenu } from './row-menu.tsx';
import { useRowPages } from './row-pages.ts';
import { useHeadings } from './use-headings.ts';
import { useRowKeys } from './use-row-keys.ts';
import type { Selection } from './use-selection.ts';

const MINUTE_MS = 60_000;
/** Rows share their elements in turn, so that scrolling changes texts instead of elements; pools grow by this many. */
const POOL_STEP = 16;
/** Of more rows than this nobody sees which are flagged, nor which one comes after them. */
const MOST_LOOKED_AT = 100;

export interface RowsProps extends MailboxListProps {
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
  readonly onTotal: (total: number | null) => void;
  readonly selection: Selection;
}

export function MailboxRows(props: RowsProps): ReactNode {
  const { list, filter, order, folders, openId, onOpen, onAct, onTotal, selection, ref } = props;
  const { t } = useTranslation('mailbox');
  const { t: words } = useTranslation('folders');
  const { t: handlingWords } = useTranslation('handling');
  const { self } = useSharedMailbox();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const scroller = useRef<HTMLDivElement>(null);
  const hover = useRef<HoverActsHandle>(null);
  const { range, follow } = useVisibleRange();
  const pages = useRowPages({ box: list, filter, order }, range);
  const { total, rowAt } = pages;
  const [cursorId, setCursorId] = useState<EnvelopeId | null>(openId);
  const [menu, setMenu] = useState<{ readonly at: Point; readonly index: number } | null>(null);
  const indexOf = (wanted: EnvelopeId | null): number => (wanted ? pages.indexOf(({ id }) => id === wanted) : -1);
  const cursor = indexOf(cursorId);
  const looksOf = useActLooks();
  const headings = useHeadings(rowAt, now, list === 'followed' ? 'reminder' : order === 'who' ? 'none' : 'time');
  const virtualizer = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: headings.heightOf,
    overscan: 8,
    onChange: follow,
  });
  const items = virtualizer.getVirtualItems();
  const pool = Math.ceil(items.length / POOL_STEP) * POOL_STEP;
  // Headings are known only once rows are here, and change at midnight or when something arrives or is filed.
  useLayoutEffect(() => {
    if (headings.haveChanged(items)) virtualizer.measure();
  });
  useEffect(() => onTotal(total), [onTotal, total]);

  const open = useCallback(
    (index: number) => {
      const row = rowAt(index);
      if (!row) return;
      setCursorId(row.id);
      onOpen(row.id);
    },
    [rowAt, onOpen],
  );
  const moveTo = (index: number): void => {
    if (!total) return;
    const target = Math.max(0, Math.min(total - 1, index));
    virtualizer.scrollToIndex(target, { align: 'auto' });
    const row = rowAt(target);
    if (row) setCursorId(row.id);
  };
  const targetsOf = (ids: readonly EnvelopeId[]): Targets => {
    const looked = ids.slice(0, MOST_LOOKED_AT);
    const rows = looked.map((id) => rowAt(indexOf(id)));
    return {
      ids,
      allFlagged: list === 'flagged' || rows.every((row) => row?.flagged === true),
      followed: list === 'followed' || rows.some((row) => row && row.reminder !== null),
      sent: list === 'sent' || rows.every((row) => row?.box === 'sent'),
      handled: rows.some((row) => row?.handling !== undefined),
    };
  };
  const chosen = targetsOf([...selection.ids]);
  /** What an act on a row is for: all that is chosen when it is among them. */
  const targetsAt = (index: number): Targets | null => {
    const row = rowAt(index);
    if (!row) return null;
    return selection.ids.has(row.id) ? chosen : targetsOfRow(row);
  };
  const current = (): number => {
    const isHere = document.activeElement === scroller.current;
    const opened = indexOf(openId);
    return isHere || opened < 0 ? cursor : opened;
  };

  useImperativeHandle(ref, () => ({
    move: (by) => {
      moveTo(cursor < 0 ? 0 : cursor + by);
      scroller.current?.focus();
    },
    focus: () => scroller.current?.focus(),
    targets: () => (selection.ids.size > 0 ? chosen : targetsAt(current())),
    leaving: (ids) => {
      const next = successorOf(new Set(ids), total ?? 0, rowAt, ids.length > MOST_LOOKED_AT ? [] : ids.map(indexOf));
      return () => {
        selection.clear();
        // Where there is room for one pane alone, the list is shown first.
        requestAnimationFrame(() => scroller.current?.focus());
        if (cursorId && ids.includes(cursorId)) setCursorId(next?.id ?? null);
        if (!openId || !ids.includes(openId)) return;
        // Opening is told to the sender: what was not opened yet is never opened by filing another.
        const mayOpen = next && (next.box === 'sent' || next.opened);
        onOpen(mayOpen ? next.id : null);
        setCursorId(next?.id ?? null);
      };
    },
    clear: selection.clear,
  }));
  const { onKeyDown, onClick } = useRowKeys({
    choice: { box: list, filter, order },
    total: total ?? 0,
    cursor,
    openId,
    selection,
    rowAt,
    indexOf,
    moveTo,
    open,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / headings.rowPx) - 1),
  });
  const { dragImage, onDragStart, onDragEnd } = useRowDrag(targetsAt, (count) => t('total', { count }));

  if (pages.error) {
    return (
      <div className="mailbox-notice">
        <ErrorNotice error={wireOf(pages.error)} />
      </div>
    );
  }
  if (total === 0) return <EmptyList {...props} />;
  const isHere = cursorId !== null && items.some(({ index }) => index === cursor);
  const looks = looksOf({
    allFlagged: chosen.allFlagged,
    followed: chosen.followed,
    archived: list === 'archive',
    inBox: list === 'received' || list === 'sent',
  });
  return (
    <>
      {selection.ids.size > 0 ? (
        <BulkBar
          count={selection.ids.size}
          looks={looks}
          onAct={(act) => onAct(act, chosen)}
          onClear={() => {
            selection.clear();
            scroller.current?.focus();
          }}
        />
      ) : null}
      <div
        ref={scroller}
        className={`mailbox-rows${selection.ids.size > 0 ? ' is-choosing' : ''}`}
        role="listbox"
        tabIndex={0}
        aria-label={t('list')}
        aria-multiselectable="true"
        aria-activedescendant={isHere ? rowId(cursorId) : undefined}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const act = event.target instanceof Element ? event.target.closest('[data-act]') : null;
          const over = act?.closest('[data-over]');
          if (!(act instanceof HTMLElement && over instanceof HTMLElement)) {
            onClick(event);
            return;
          }
          const row = rowAt(Number(over.dataset['over']));
          hover.current?.show(null, 0);
          if (row) onAct(act.dataset['act'] as Act, targetsOfRow(row));
        }}
        onContextMenu={(event) => {
          const byKeyboard = event.button !== 2;
          const index = byKeyboard ? cursor : indexUnder(event.target);
          const element = byKeyboard && cursorId ? document.getElementById(rowId(cursorId)) : null;
          if (index < 0 || !rowAt(index)) return;
          event.preventDefault();
          setCursorId(rowAt(index)?.id ?? null);
          setMenu({ index, at: element ? pointUnder(element) : { x: event.clientX, y: event.clientY } });
        }}
        onPointerOver={(event) => {
          if (event.pointerType !== 'mouse' || !(event.target instanceof Element)) return;
          if (event.target.closest('.hover-acts')) return;
          const row = event.target.closest('[data-index]');
          const item = row?.parentElement;
          if (!(row instanceof HTMLElement && item)) return;
          hover.current?.show(Number(row.dataset['index']), item.offsetTop + item.offsetHeight - row.offsetHeight);
        }}
        onPointerLeave={() => hover.current?.show(null, 0)}
        onScroll={() => hover.current?.show(null, 0)}
        onDragStart={onDragStart}
        onDragEnd={onDragEnd}
        onFocus={() => {
          if (cursor < 0) setCursorId(rowAt(0)?.id ?? null);
        }}
      >
        <div role="presentation" className="mailbox-space" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const row = rowAt(index);
            return (
              <Item
                key={index % pool}
                row={row}
                heading={headings.at(index)}
                start={start}
                size={size}
                now={now}
                isMixed={list !== 'received' && list !== 'sent'}
                place={list === 'flagged' && row ? placeNameOf(row, folders, words) : null}
                showsReminder={list === 'followed'}
                index={index}
                total={total ?? 0}
                isOpen={row !== undefined && row.id === openId}
                isSelected={row !== undefined && selection.ids.has(row.id)}
                isCursor={index === cursor}
                t={t}
                handling={handlingWords}
                self={self}
                format={format}
              />
            );
          })}
          <HoverActs ref={hover} rowAt={rowAt} />
        </div>
      </div>
      <div ref={dragImage} className="drag-image" aria-hidden="true" />
      {menu ? (
        <RowMenu
          row={rowAt(menu.index)}
          targets={targetsAt(menu.index)}
          at={menu.at}
          onOpen={() => open(menu.index)}
          onAct={onAct}
          onClose={() => setMenu(null)}
        />
      ) : null}
    </>
  );
}

/** The position of the row that an event came from; -1 when it came from none. */
function indexUnder(target: EventTarget): number {
  const row = target instanceof Element ? target.closest('[data-index]') : null;
  return row instanceof HTMLElement ? Number(row.dataset['index']) : -1;
}

/** The row that stands in the place of those that leave: the first after the last of them, or else the last before the first. */
function successorOf(
  leaving: ReadonlySet<EnvelopeId>,
  total: number,
  rowAt: (index: number) => EnvelopeRow | undefined,
  positions: readonly number[],
): EnvelopeRow | null {
  const here = positions.filter((position) => position >= 0);
  if (here.length === 0) return null;
  const [first, last] = [Math.min(...here), Math.max(...here)];
  const stays = (index: number): EnvelopeRow | null => {
    const row = index >= 0 && index < total ? rowAt(index) : undefined;
    return row && !leaving.has(row.id) ? row : null;
  };
  return stays(last + 1) ?? stays(first - 1);
}

/** Carries rows to a folder or a box, under a label that says how many. */
function useRowDrag(targetsAt: (index: number) => Targets | null, label: (count: number) => string) {
  const carried = useCarried();
  const dragImage = useRef<HTMLDivElement>(null);
  return {
    dragImage,
    onDragStart: (event: DragEvent) => {
      const targets = targetsAt(indexUnder(event.target));
      if (!targets) {
        event.preventDefault();
        return;
      }
      carried.take(targets, event);
      if (!dragImage.current) return;
      dragImage.current.textContent = label(targets.ids.length);
      event.dataTransfer.setDragImage(dragImage.current, -12, 14);
    },
    onDragEnd: () => carried.drop(),
  };
}
