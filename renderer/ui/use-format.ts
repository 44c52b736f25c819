/** The formatting functions of `format/`, bound to the interface's language. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPart, formatPercent, formatSize, type Language } from './format/size.ts';
import {
  formatAgo,
  formatClock,
  formatDay,
  formatDayMonth,
  formatDuration,
  formatLongDay,
  formatMoment,
  formatMonth,
  formatRowTime,
  formatSeconds,
  formatShortDay,
  formatWork,
} from './format/time.ts';

/** Formatting in one language. Instants are RFC 3339 texts. */
export interface Format {
  readonly language: Language;
  size(sizeBytes: number): string;
  part(doneBytes: number, totalBytes: number): { readonly done: string; readonly total: string };
  number(value: number): string;
  percent(fraction: number): string;
  clock(at: string | Date): string;
  seconds(at: string): string;
  day(at: string): string;
  dayMonth(at: string): string;
  shortDay(at: string, now: Date): string;
  longDay(at: string | Date): string;
  rowTime(at: string, now: Date): string;
  moment(at: string, now: Date, seconds: boolean): string;
  month(year: number, month: number, now: Date): string;
  duration(durationMs: number): string;
  work(durationMs: number): string;
  ago(at: string, now: Date): string;
  list(parts: readonly string[]): string;
}

/** The language of the interface, one of those that have texts. */
export function languageOf(tag: string | undefined): Language {
  return tag?.startsWith('en') ? 'en' : 'fr';
}

function createFormat(language: Language): Format {
  return {
    language,
    size: (sizeBytes) => formatSize(sizeBytes, language),
    part: (doneBytes, totalBytes) => formatPart(doneBytes, totalBytes, language),
    number: (value) => formatNumber(value, language),
    percent: (fraction) => formatPercent(fraction, language),
    clock: (at) => formatClock(new Date(at), language),
    seconds: (at) => formatSeconds(new Date(at), language),
    day: (at) => formatDay(new Date(at), language),
    dayMonth: (at) => formatDayMonth(new Date(at), language),
    shortDay: (at, now) => formatShortDay(new Date(at), now, language),
    longDay: (at) => formatLongDay(new Date(at), language),
    rowTime: (at, now) => formatRowTime(new Date(at), now, language),
    moment: (at, now, seconds) => formatMoment(new Date(at), now, language, seconds),
    month: (year, month, now) => formatMonth(year, month, now, language),
    duration: (durationMs) => formatDuration(durationMs, language),
    work: (durationMs) => formatWork(durationMs, language),
    ago: (at, now) => formatAgo(new Date(at), now, language),
    list: (parts) => new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }).format(parts),
  };
}

/** Formatting in the interface's language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language = languageOf(i18n.language);
  return useMemo(() => createFormat(language), [language]);
}
