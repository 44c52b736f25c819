/** The events, newest first: virtual, moved through with arrows; Enter opens the envelope of one. */
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { TFunction } from 'i18next';
import {
  BellRing,
  CalendarOff,
  Eraser,
  FolderCheck,
  Inbox,
  type LucideIcon,
  MailOpen,
  MailX,
  PackageCheck,
  PhoneIncoming,
  PhoneOutgoing,
  Reply,
  Stamp,
  UserCheck,
} from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityQuery, ActivityRow } from '../../../contract/ipc/activity.contract.ts';
import type { Box } from '../../../contract/ipc/mailbox.contract.ts';
import type { EventKind } from '../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { activity, queries } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { targetOf } from '../../ui/list-keys.ts';
import { usePagedRows } from '../../ui/paged-rows.ts';
import { type Format, useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { useVisibleRange } from '../../ui/visible-range.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { kindWords } from './activity-words.ts';

const ROW_PX = 30;
/** Names and titles are content: what is out of view is forgotten soon. */
const FORGET_MS = 10_000;
const MINUTE_MS = 60_000;

export interface ActivityRowsProps {
  readonly query: ActivityQuery;
  /** Something narrows what is shown. */
  readonly isFiltered: boolean;
  readonly onTotal: (total: number) => void;
  readonly onOpen: (envelopeId: EnvelopeId, box: Box) => void;
  readonly onShowAll: () => void;
}

export function ActivityRows({ query, isFiltered, onTotal, onOpen, onShowAll }: ActivityRowsProps): ReactNode {
  const { t } = useTranslation('activity');
  const telling = useTelling();
  const scroller = useRef<HTMLDivElement>(null);
  const { range, follow } = useVisibleRange();
  const [cursor, setCursor] = useState(0);
  const list = useMemo(() => ['activity', query], [query]);
  const pages = usePagedRows(list, (offset, limit) => activity.rows({ ...query, offset, limit }), range, FORGET_MS);
  const { total, rowAt } = pages;
  useEffect(() => {
    // While another question is on its way the former figure stays.
    if (total !== null) onTotal(total);
  }, [onTotal, total]);
  useEffect(() => {
    // Another question, another list: it is read from the top.
    if (query) scroller.current?.scrollTo({ top: 0 });
    setCursor(0);
  }, [query]);
  const virtualizer = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    onChange: follow,
  });
  const items = virtualizer.getVirtualItems();
  const open = (index: number): void => {
    const row = rowAt(index);
    if (row?.envelope) onOpen(row.event.envelopeId, row.envelope.box);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!total) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW_PX) / ROW_PX) - 1);
    const target = targetOf(event.key, { cursor, total, pageRows });
    if (target !== null) {
      event.preventDefault();
      const index = Math.max(0, Math.min(total - 1, target));
      setCursor(index);
      virtualizer.scrollToIndex(index, { align: 'auto' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(cursor);
    }
  };
  if (pages.error) return <ErrorNotice error={wireOf(pages.error)} />;
  if (total === 0) {
    return isFiltered ? (
      <Empty title={t('nothingTitle')} action={<Button onPress={onShowAll}>{t('showAll')}</Button>}>
        {t('nothingText')}
      </Empty>
    ) : (
      <Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>
    );
  }
  const unstated = pages.first?.unstated ?? 0;
  const current = rowAt(cursor);
  return (
    <>
      {unstated > 0 ? <Banner kind="note" role="status" title={t('unstated', { count: unstated })} /> : null}
      <div
        ref={scroller}
        className="activity-rows"
        role="listbox"
        tabIndex={0}
        aria-label={t('list')}
        aria-description={t('openHint')}
        aria-activedescendant={
          current && items.some(({ index }) => index === cursor) ? rowElementId(current) : undefined
        }
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
          if (row instanceof HTMLElement) open(Number(row.dataset['index']));
        }}
      >
        <div role="presentation" className="activity-space" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <Row
              key={index}
              row={rowAt(index)}
              index={index}
              total={total ?? 0}
              top={start}
              isCursor={index === cursor}
              typed={query.text}
              withSubject={query.withSubjects}
              telling={telling}
            />
          ))}
        </div>
      </div>
    </>
  );
}

function rowElementId({ event }: ActivityRow): string {
  return `activity-${event.seq}`;
}

const icons: Readonly<Record<EventKind, LucideIcon>> = {
  deposited: Inbox,
  sealed: Stamp,
  notified: BellRing,
  delivered: PackageCheck,
  'code-sent': PhoneOutgoing,
  'code-confirmed': PhoneIncoming,
  opened: MailOpen,
  'opened-by-delegate': UserCheck,
  answered: Reply,
  'absence-answered': CalendarOff,
  filed: FolderCheck,
  expired: Eraser,
  bounced: MailX,
};

interface RowProps {
  /** Undefined while its page is on its way. */
  readonly row: ActivityRow | undefined;
  readonly index: number;
  readonly total: number;
  readonly top: number;
  readonly isCursor: boolean;
  readonly typed: string;
  readonly withSubject: boolean;
  readonly telling: Telling;
}

const Row = memo(function Row({ row, index, total, top, isCursor, typed, withSubject, telling }: RowProps): ReactNode {
  const place = { top, height: ROW_PX };
  if (!row) {
    return (
      <div role="presentation" className="activity-row activity-row-coming" style={place}>
        <i />
        <i />
      </div>
    );
  }
  const { event, envelope } = row;
  const words = wordsOf(row, telling);
  const subject = withSubject && envelope ? plainTitle(envelope.subject ?? '') : null;
  return (
    <div
      id={rowElementId(row)}
      role="option"
      tabIndex={-1}
      aria-selected={isCursor}
      aria-posinset={index + 1}
      aria-setsize={total}
      className={`activity-row${isCursor ? ' is-cursor' : ''}`}
      style={place}
      data-index={index}
    >
      <time dateTime={event.at}>{words.time}</time>
      <span className={`activity-kind${event.kind === 'bounced' ? ' is-failure' : ''}`}>
        <Icon of={icons[event.kind]} size="small" />
        {words.kind}
      </span>
      <span className="ellipsis">
        <Highlighted text={words.who} typed={typed} />
        {words.aside ? <span className="caption"> {words.aside}</span> : null}
      </span>
      <span className="ellipsis activity-envelope">
        <Highlighted text={words.envelope} typed={typed} />
        {subject === null ? null : (
          <span className="activity-subject">
            {subject === '' ? telling.t('untitled') : <Highlighted text={subject} typed={typed} />}
          </span>
        )}
      </span>
    </div>
  );
});

/** What all rows are told with: looked up once, not in each of them. */
interface Telling {
  readonly t: TFunction<'activity'>;
  readonly format: Format;
  readonly now: Date;
  /** The account's own id, whose acts are « Vous ». */
  readonly ownId: string | null;
}

function useTelling(): Telling {
  const { t } = useTranslation('activity');
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const { data: identity } = useQuery(queries.identity());
  const ownId = identity?.account.accountId ?? null;
  return useMemo(() => ({ t, format, now, ownId }), [t, format, now, ownId]);
}

/** Kinds that say what became of an envelope with one recipient, rather than who acted. */
const aboutRecipient: ReadonlySet<EventKind> = new Set(['notified', 'delivered', 'code-sent', 'bounced']);

function wordsOf({ event, envelope }: ActivityRow, { t, format, now, ownId }: Telling) {
  const nameOf = ({ accountId, name }: ActivityRow['event']['actor']): string =>
    accountId !== null && accountId === ownId ? t('you') : typesetName(name);
  const who =
    aboutRecipient.has(event.kind) && event.recipient !== null
      ? t('to', { who: event.recipient })
      : nameOf(event.actor);
  const aside = [
    event.onBehalfOf ? t('onBehalf', { who: nameOf(event.onBehalfOf) }) : null,
    event.source === 'declared' ? t('declared') : null,
  ];
  const others =
    envelope?.box === 'sent' && envelope.otherRecipients > 0 ? t('others', { count: envelope.otherRecipients }) : null;
  return {
    time: format.moment(event.at, now, true),
    kind: t(kindWords[event.kind]),
    who,
    aside: aside.filter(Boolean).join(', '),
    envelope: envelope ? [t(envelope.box, { who: typesetName(envelope.who) }), others].filter(Boolean).join(' ') : '',
  };
}
