/** One row of a list: who and which patient first, then the act, the marks and the time. */
import { AlarmClock, CalendarOff, CheckCheck, CloudOff, Flag, Folder, Hourglass, Paperclip } from 'lucide-react';
import { type CSSProperties, memo, type ReactNode } from 'react';
import type { useTranslation } from 'react-i18next';
import type { EnvelopeRow as Row } from '../../../contract/ipc/mailbox.contract.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { stateOf } from '../../ui/envelope-state.tsx';
import { lastInstant } from '../../ui/format/last-day.ts';
import { daysLeft, isExpiring } from '../../ui/format/time.ts';
import { initialsOf, splitTitle, surnameFirst, typesetName } from '../../ui/format/typography.ts';
import { Card, CrossedCard, Icon } from '../../ui/icon.tsx';
import type { Format } from '../../ui/use-format.ts';

/** The texts of this screen. */
export type MailboxTexts = ReturnType<typeof useTranslation<'mailbox'>>['t'];
type HandlingTexts = ReturnType<typeof useTranslation<'handling'>>['t'];

/** Pictures that never change, made once for all rows. */
const pictures = {
  absent: <Icon of={CalendarOff} size="small" />,
  away: <Icon of={CloudOff} size="small" />,
  signed: <Card size="small" />,
  unsigned: <CrossedCard size="small" />,
  attachment: <Icon of={Paperclip} size="small" />,
  expiring: <Icon of={Hourglass} size="small" />,
  flagged: <Icon of={Flag} size="small" />,
  place: <Icon of={Folder} size="small" />,
  reminder: <Icon of={AlarmClock} size="small" />,
  done: <Icon of={CheckCheck} size="small" />,
};

/** Room that one mark beyond the usual two takes, with its gap; and the digits of how many opened. */
const MARK_PX = 22;
const GAP_PX = 8;
const DIGIT_PX = 7;
/** Initials of whoever handles it, with their gap. */
const HANDLER_PX = 36;

export interface EnvelopeRowProps {
  readonly row: Row;
  /** Sent envelopes stand among received ones: their rows say « à ». */
  readonly isMixed: boolean;
  /** Where it is kept, in lists that gather from several places; null elsewhere. */
  readonly place: string | null;
  /** Says when one is reminded of it, in the list of those. */
  readonly showsReminder: boolean;
  readonly index: number;
  readonly total: number;
  /** Shown in the reader. */
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  /** Where the keyboard is. */
  readonly isCursor: boolean;
  readonly now: Date;
  /** Shared by all rows: looking them up in each would cost more than drawing it. */
  readonly t: MailboxTexts;
  readonly handling: HandlingTexts;
  /** Who is at the screen. */
  readonly self: AccountId | null;
  readonly format: Format;
}

/** Id of a row's element, for `aria-activedescendant`. */
export function rowId(envelopeId: string): string {
  return `row-${envelopeId}`;
}

export const EnvelopeRow = memo(function EnvelopeRow(props: EnvelopeRowProps): ReactNode {
  const { row, isMixed, place, showsReminder, index, total, isOpen, isSelected, isCursor, now, t, format } = props;
  const handler = handlerWords(props);
  const { box } = row;
  const isSent = box === 'sent';
  const unopened = box === 'received' && !row.opened;
  const reminderDay = row.reminder ? format.shortDay(row.reminder.at, now) : null;
  const remindsOn = reminderDay ? t('remindsOn', { day: reminderDay }) : null;
  const absentDay = absenceDay(row, now, format);
  const absent = absentDay ? t('absentUntil', { day: absentDay }) : null;
  const expiring = isExpiring(new Date(row.expiresAt), now);
  const left = daysLeft(new Date(row.expiresAt), now);
  const { act, patient } = splitTitle(row.subject);
  const who = surnameFirst(row.who);
  const whom = isSent && row.otherRecipients > 0 ? t('others', { who, count: row.otherRecipients }) : who;
  const whoAll = isSent && isMixed ? t('toWhom', { who: whom }) : whom;
  const openedOf = isSent && row.recipients > 1 ? t('openedOf', { opened: row.openedBy, count: row.recipients }) : null;
  const small = [row.flagged, remindsOn !== null && !showsReminder, !row.offline].filter(Boolean).length;
  const wide = (openedOf === null ? 0 : GAP_PX + openedOf.length * DIGIT_PX) + (handler === null ? 0 : HANDLER_PX);
  const marksPx = small * MARK_PX + wide;
  const label = [
    box === 'received' ? t(row.answered ? 'rowAnswered' : row.opened ? 'rowOpened' : 'rowUnopened') : null,
    row.flagged ? t('rowFlagged') : null,
    remindsOn,
    handler,
    absent,
    whoAll,
    row.whoDetail,
    place,
    [act, patient].filter(Boolean).join(' — '),
    t(row.signed ? 'rowSigned' : 'rowUnsigned'),
    row.attachments > 0 ? t('rowAttachments', { count: row.attachments }) : null,
    isSent ? t('rowOpenedBy', { opened: row.openedBy, count: row.recipients }) : null,
    t('rowSealed', { time: format.rowTime(row.sealedAt, now) }),
    expiring ? t('rowExpires', { count: left }) : null,
    row.offline ? null : t('rowNotHere'),
  ];
  return (
    <div
      id={rowId(row.id)}
      role="option"
      tabIndex={-1}
      draggable
      aria-selected={isSelected}
      {...(isOpen ? { 'aria-current': true } : {})}
      aria-posinset={index + 1}
      aria-setsize={total}
      className={[
        'envelope-row',
        unopened && 'is-unopened',
        isOpen && 'is-open',
        isSelected && !isOpen && 'is-selected',
        isCursor && 'is-cursor',
      ]
        .filter(Boolean)
        .join(' ')}
      {...(marksPx > 0 ? { style: { '--marks': `${marksPx}px` } as CSSProperties } : {})}
      data-index={index}
    >
      <span className="for-screen-readers">{label.filter(Boolean).join(', ')}</span>
      <span className="envelope-row-state" data-check="" aria-hidden="true">
        {stateOf(row, box)}
      </span>
      <span className="envelope-row-who" aria-hidden="true">
        {whoAll}{' '}
        {showsReminder && reminderDay ? (
          <i className="envelope-row-place">
            {pictures.reminder} {reminderDay}
          </i>
        ) : place ? (
          <i className="envelope-row-place">
            {pictures.place} {place}
          </i>
        ) : absentDay ? (
          <i className="envelope-row-place" title={absent ?? undefined}>
            {pictures.absent} {absentDay}
          </i>
        ) : row.whoDetail ? (
          <i>· {row.whoDetail}</i>
        ) : null}
      </span>
      {patient ? (
        <span className="envelope-row-patient" aria-hidden="true">
          {patient}
        </span>
      ) : null}
      <span
        aria-hidden="true"
        className={`envelope-row-subject${patient ? '' : ' envelope-row-wide'}${act ? '' : ' muted'}`}
      >
        {act || t('untitled')}
      </span>
      <span className="envelope-row-marks" aria-hidden="true">
        {row.flagged ? (
          <span className="envelope-row-flag" title={t('flaggedTitle')}>
            {pictures.flagged}
          </span>
        ) : null}
        {remindsOn && !showsReminder ? (
          <span className={row.reminder?.isDue ? 'envelope-row-due' : undefined} title={remindsOn}>
            {pictures.reminder}
          </span>
        ) : null}
        {row.handling && handler ? (
          <span
            className={`envelope-row-handler${row.handling.whom.accountId === props.self ? ' is-own' : ''}`}
            title={handler}
          >
            {row.handling.standing === 'done' ? pictures.done : initialsOf(row.handling.whom.name)}
          </span>
        ) : null}
        {row.offline ? null : <span title={t('notHereTitle')}>{pictures.away}</span>}
        {openedOf ? <span className="envelope-row-opened">{openedOf}</span> : null}
        <span title={t(row.signed ? 'signedTitle' : 'unsignedTitle')}>
          {row.signed ? pictures.signed : pictures.unsigned}
        </span>
        <span className="envelope-row-clip">
          {row.attachments > 0 ? (
            <>
              {pictures.attachment}
              {row.attachments}
            </>
          ) : null}
        </span>
      </span>
      {expiring ? (
        <time aria-hidden="true" className="envelope-row-soon" dateTime={row.expiresAt}>
          {pictures.expiring}
          {t('daysLeft', { days: left })}
        </time>
      ) : (
        <time aria-hidden="true" dateTime={row.sealedAt}>
          {format.rowTime(row.sealedAt, now)}
        </time>
      )}
    </div>
  );
});

/** Who handles it, in words; null for nobody. */
function handlerWords({ row, self, handling }: EnvelopeRowProps): string | null {
  if (!row.handling) return null;
  const { standing, whom, handedBy } = row.handling;
  const name = typesetName(whom.name);
  if (standing === 'done') return handling('rowDoneBy', { name });
  if (whom.accountId !== self) return handling('rowHeldBy', { name });
  return handedBy === null ? handling('rowHeldByYou') : handling('rowHandedToYou', { name: typesetName(handedBy) });
}

/** The last day of the absence that whoever wrote was told of; null where there is none, or it is over. */
function absenceDay({ awayUntil }: Row, now: Date, format: Format): string | null {
  if (awayUntil === undefined || Date.parse(awayUntil) <= now.getTime()) return null;
  return format.shortDay(lastInstant(awayUntil), now);
}
