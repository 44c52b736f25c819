/** Instants and durations as people read them, in the workstation's time zone. Pure functions; `now` is passed in. */
import { withFirstOfMonth } from '../../../contract/model/first-of-month.ts';
import { dateFormat, numberFormat } from './formatters.ts';
import type { Language } from './size.ts';
import { HARD_SPACE } from './typography.ts';

const DAY_MS = 86_400_000;

/** Headings of a list, from newest to oldest. `month` carries the month it stands for. */
export type TimeGroup =
  | { readonly kind: 'today' | 'yesterday' | 'this-week' | 'expiring' }
  | { readonly kind: 'month'; readonly year: number; readonly month: number };

/** Content that is erased within this many days is announced in the list. */
export const EXPIRING_DAYS = 14;

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Whole calendar days from `then` to `now`; 0 is today, negative is in the future. */
export function daysBetween(then: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(then)) / DAY_MS);
}

/** Days left before content is erased, at least 0; a part of a day counts as one. */
export function daysLeft(expiresAt: Date, now: Date): number {
  return Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS));
}

/** True when content is about to be erased, and not yet. */
export function isExpiring(expiresAt: Date, now: Date): boolean {
  return expiresAt.getTime() > now.getTime() && daysLeft(expiresAt, now) <= EXPIRING_DAYS;
}

/** The heading under which a row stands. */
export function timeGroup(sealedAt: Date, expiresAt: Date, now: Date): TimeGroup {
  const days = daysBetween(sealedAt, now);
  if (days <= 0) return { kind: 'today' };
  if (isExpiring(expiresAt, now)) return { kind: 'expiring' };
  if (days === 1) return { kind: 'yesterday' };
  if (days < 7) return { kind: 'this-week' };
  return { kind: 'month', year: sealedAt.getFullYear(), month: sealedAt.getMonth() };
}

/** A group's identity, to see where one ends. */
export function groupKey(group: TimeGroup): string {
  return group.kind === 'month' ? `${group.year}-${group.month}` : group.kind;
}

/** « novembre 2026 »; the year is left out in the current one. */
export function formatMonth(year: number, month: number, now: Date, language: Language): string {
  const text = dateFormat(language, {
    month: 'long',
    ...(year === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(new Date(year, month, 1));
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** What names a day; the first of a month as French has it. */
function dayText(date: Date, language: Language, options: Intl.DateTimeFormatOptions): string {
  const text = dateFormat(language, options).format(date);
  return language === 'fr' ? withFirstOfMonth(text) : text;
}

/** « 10:42 ». */
export function formatClock(date: Date, language: Language): string {
  return dateFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

/** « 10:42:07 ». */
export function formatSeconds(date: Date, language: Language): string {
  return dateFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

/** « 17 novembre 2026 ». */
export function formatDay(date: Date, language: Language): string {
  return dayText(date, language, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** « 17 févr. 2027 », « 17 févr. » within the year. */
export function formatShortDay(date: Date, now: Date, language: Language): string {
  return dayText(date, language, {
    day: 'numeric',
    month: 'short',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** « 17 févr. » whatever the year. */
export function formatDayMonth(date: Date, language: Language): string {
  return dayText(date, language, { day: 'numeric', month: 'short' });
}

/** « mardi 17 novembre 2026 ». */
export function formatLongDay(date: Date, language: Language): string {
  return dayText(date, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** The time cell of a row: hour today, weekday this week, then the day. */
export function formatRowTime(date: Date, now: Date, language: Language): string {
  const days = daysBetween(date, now);
  if (days <= 0) return formatClock(date, language);
  if (days < 7) return dateFormat(language, { weekday: 'short' }).format(date);
  if (date.getFullYear() === now.getFullYear()) {
    return dayText(date, language, { day: 'numeric', month: 'short' });
  }
  return dateFormat(language, { month: '2-digit', year: '2-digit' }).format(date);
}

/** The hour when it was today, else the short day and the hour: for captions and the history. */
export function formatMoment(date: Date, now: Date, language: Language, seconds: boolean): string {
  const clock = seconds ? formatSeconds(date, language) : formatClock(date, language);
  return daysBetween(date, now) === 0 ? clock : `${formatShortDay(date, now, language)}, ${clock}`;
}

type DurationUnit = 'second' | 'minute' | 'hour' | 'day' | 'month';

function unitFigure(value: number, unit: DurationUnit, language: Language): string {
  return numberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 })
    .format(value)
    .replace(/\s(?=\p{L}+\.?$)/u, HARD_SPACE);
}

/** « 4 s », « 16 min », « 3 h », « 2 j », « 3 mois »: one unit, the largest that fits. */
export function formatDuration(durationMs: number, language: Language): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000));
  if (seconds < 90) return unitFigure(seconds, 'second', language);
  if (seconds < 90 * 60) return unitFigure(Math.round(seconds / 60), 'minute', language);
  if (seconds < 36 * 3_600) return unitFigure(Math.round(seconds / 3_600), 'hour', language);
  const days = Math.round(seconds / 86_400);
  if (days < 60) return unitFigure(days, 'day', language);
  return unitFigure(Math.round(days / 30.44), 'month', language);
}

/** « 0,4 s »: a short piece of work, to a tenth of a second. */
export function formatWork(durationMs: number, language: Language): string {
  return numberFormat(language, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
    .format(durationMs / 1_000)
    .replace(/\s(?=\p{L}+\.?$)/u, HARD_SPACE);
}

/** « il y a 12 s », « il y a 27 min ». */
export function formatAgo(date: Date, now: Date, language: Language): string {
  const seconds = Math.max(0, Math.round((now.getTime() - date.getTime()) / 1_000));
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'short' });
  const text =
    seconds < 60
      ? format.format(-seconds, 'second')
      : seconds < 3_600
        ? format.format(-Math.floor(seconds / 60), 'minute')
        : seconds < 86_400
          ? format.format(-Math.floor(seconds / 3_600), 'hour')
          : format.format(-Math.floor(seconds / 86_400), 'day');
  return text.replace(/(\d)\s/g, `$1${HARD_SPACE}`);
}
