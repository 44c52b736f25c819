/** Received or sent envelopes: virtual, grouped by time, moved through with arrows or j and k, opened with Enter. */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Box, RowFilter as Filter } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { groupKey, type TimeGroup, timeGroup } from '../../ui/format/time.ts';
import { targetOf } from '../../ui/list-keys.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { type Format, useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { useVisibleRange } from '../../ui/visible-range.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { EnvelopeRow, type EnvelopeRowProps, type MailboxTexts, rowId } from './envelope-row.tsx';
import './mailbox.css';
import { useRowPages } from './row-pages.ts';

/** What the keyboard of the whole window can make the list do. */
export interface MailboxListHandle {
  move(by: number): void;
  focus(): void;
}

export interface MailboxListProps {
  readonly box: Box;
  readonly unopened: number;
  readonly openId: EnvelopeId | null;
  readonly onOpen: (envelopeId: EnvelopeId) => void;
  readonly onCompose: () => void;
  readonly ref?: Ref<MailboxListHandle>;
  /** Below the rows: the envelope that is leaving. */
  readonly children?: ReactNode;
}

const HEADING_PX = 20;
const MINUTE_MS = 60_000;
/** Rows share their elements in turn, so that scrolling changes texts instead of elements; pools grow by this many. */
const POOL_STEP = 16;

export function MailboxList(props: MailboxListProps): ReactNode {
  const { box, unopened } = props;
  const { t } = useTranslation('mailbox');
  const [filter, setFilter] = useState<Filter>('all');
  const [total, setTotal] = useState<number | null>(null);
  const options = [
    { value: 'all', label: t('all') },
    { value: 'unopened', label: t(box === 'received' ? 'filterUnopened' : 'notYetOpened') },
    { value: 'with-attachments', label: t('withAttachments') },
    { value: 'expiring', label: t('expiring') },
  ] as const satisfies readonly { value: Filter; label: string }[];
  const caption =
    box === 'received' && unopened > 0
      ? t('unopened', { count: unopened })
      : total
        ? t('total', { count: total })
        : null;
  return (
    <section className={`pane mailbox mailbox-${box}`} aria-label={t(box)}>
      <div className="pane-head">
        <h1>{t(box)}</h1>
        {caption ? <span className="caption">{caption}</span> : null}
        <span className="grow" />
        <Segmented label={t('filter')} value={filter} options={options} onChange={setFilter} />
      </div>
      <Rows key={`${box} ${filter}`} {...props} filter={filter} onFilter={setFilter} onTotal={setTotal} />
      {props.children}
    </section>
  );
}

interface RowsProps extends MailboxListProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onTotal: (total: number | null) => void;
}

function Rows(props: RowsProps): ReactNode {
  const { box, filter, openId, onOpen, onTotal, ref } = props;
  const { t } = useTranslation('mailbox');
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const scroller = useRef<HTMLDivElement>(null);
  const { range, follow } = useVisibleRange();
  const pages = useRowPages(box, filter, range);
  const { total, rowAt } = pages;
  const [cursorId, setCursorId] = useState<EnvelopeId | null>(openId);
  const cursor = cursorId ? pages.indexOf(({ id }) => id === cursorId) : -1;

  const groupAt = useCallback(
    (index: number): TimeGroup | null => {
      const row = rowAt(index);
      return row ? timeGroup(new Date(row.sealedAt), new Date(row.expiresAt), now) : null;
    },
    [rowAt, now],
  );
  /** The heading that stands above a row: where its group differs from the one before. */
  const headingAt = (index: number): TimeGroup | null => {
    const group = groupAt(index);
    if (!group || index === 0) return group;
    const before = groupAt(index - 1);
    return before && groupKey(before) !== groupKey(group) ? group : null;
  };

  const rowPx = useRowHeight();
  // Heights are asked for all rows of the list, so they come from a set of what was seen, not from the rows.
  const headings = useRef(new Set<number>());
  const virtualizer = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowPx + (headings.current.has(index) ? HEADING_PX : 0),
    overscan: 8,
    onChange: follow,
  });
  const items = virtualizer.getVirtualItems();
  const pool = Math.ceil(items.length / POOL_STEP) * POOL_STEP;
  // Headings are known only once rows are here, and change at midnight or when something arrives.
  useLayoutEffect(() => {
    let changed = false;
    for (const { index } of items) {
      const isHeading = headingAt(index) !== null;
      if (isHeading === headings.current.has(index)) continue;
      if (isHeading) headings.current.add(index);
      else headings.current.delete(index);
      changed = true;
    }
    if (changed) virtualizer.measure();
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
  useImperativeHandle(ref, () => ({
    move: (by) => {
      moveTo(cursor < 0 ? 0 : cursor + by);
      scroller.current?.focus();
    },
    focus: () => scroller.current?.focus(),
  }));

  const onKeyDown = (event: KeyboardEvent): void => {
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowPx) / rowPx) - 1);
    const target = targetOf(event.key, { cursor, total: total ?? 0, pageRows });
    if (target !== null) {
      event.preventDefault();
      moveTo(target);
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor >= 0) {
      event.preventDefault();
      open(cursor);
    }
  };

  if (pages.error) {
    return (
      <div className="mailbox-notice">
        <ErrorNotice error={wireOf(pages.error)} />
      </div>
    );
  }
  if (total === 0) return <EmptyList {...props} />;
  return (
    <div
      ref={scroller}
      className="mailbox-rows"
      role="listbox"
      tabIndex={0}
      aria-label={t('list')}
      aria-activedescendant={cursorId && items.some(({ index }) => index === cursor) ? rowId(cursorId) : undefined}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
        if (row instanceof HTMLElement) open(Number(row.dataset['index']));
      }}
      onFocus={() => {
        if (cursor < 0) setCursorId(rowAt(0)?.id ?? null);
      }}
    >
      <div role="presentation" className="mailbox-space" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start, size }) => {
          const row = rowAt(index);
          const group = headingAt(index);
          return (
            <Item
              key={index % pool}
              row={row}
              heading={group ? headingText(group, t, format, now) : null}
              start={start}
              size={size}
              now={now}
              box={box}
              index={index}
              total={total ?? 0}
              isOpen={row !== undefined && row.id === openId}
              isCursor={index === cursor}
              t={t}
              format={format}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The height of a row as the density token says, in pixels. */
function useRowHeight(): number {
  const [height, setHeight] = useState(25);
  useLayoutEffect(() => {
    const value = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'));
    if (value > 0) setHeight(value);
  }, []);
  return height;
}

interface ItemProps extends Omit<EnvelopeRowProps, 'row'> {
  readonly row: EnvelopeRowProps['row'] | undefined;
  readonly heading: string | null;
  readonly start: number;
  readonly size: number;
}

/** A row in its place, with the heading above it where a group begins. Redrawn only when something of it changes. */
const Item = memo(function Item({ heading, start, size, row, ...rest }: ItemProps): ReactNode {
  return (
    <div role="presentation" className="mailbox-item" style={{ top: start, height: size }}>
      {heading ? (
        <div className="mailbox-heading" role="presentation">
          {heading}
        </div>
      ) : null}
      {row ? (
        <EnvelopeRow row={row} {...rest} />
      ) : (
        <div className="envelope-row envelope-row-coming" role="presentation">
          <i />
          <i />
        </div>
      )}
    </div>
  );
});

const groupWords = {
  today: 'today',
  yesterday: 'yesterday',
  'this-week': 'thisWeek',
  expiring: 'expiringGroup',
} as const;

function headingText(group: TimeGroup, t: MailboxTexts, format: Format, now: Date): string {
  return group.kind === 'month' ? format.month(group.year, group.month, now) : t(groupWords[group.kind]);
}

function EmptyList({ box, filter, onFilter, onCompose }: RowsProps): ReactNode {
  const { t } = useTranslation('mailbox');
  const showAll = <Button onPress={() => onFilter('all')}>{t('showAll')}</Button>;
  switch (filter) {
    case 'all':
      return box === 'received' ? (
        <Empty title={t('emptyReceived')}>{t('emptyReceivedText')}</Empty>
      ) : (
        <Empty title={t('emptySent')} action={<Button onPress={onCompose}>{t('compose')}</Button>}>
          {t('emptySentText')}
        </Empty>
      );
    case 'unopened':
      return box === 'received' ? (
        <Empty title={t('emptyUnopened')} action={showAll}>
          {t('emptyUnopenedText')}
        </Empty>
      ) : (
        <Empty title={t('emptyNotYetOpened')} action={showAll}>
          {t('emptyNotYetOpenedText')}
        </Empty>
      );
    case 'with-attachments':
      return (
        <Empty title={t('emptyAttachments')} action={showAll}>
          {t('emptyAttachmentsText')}
        </Empty>
      );
    case 'expiring':
      return (
        <Empty title={t('emptyExpiring')} action={showAll}>
          {t('emptyExpiringText')}
        </Empty>
      );
  }
}
