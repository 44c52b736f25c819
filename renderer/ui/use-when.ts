/** Instants in a sentence: the hour of today, or the day with its hour, each with the words that it needs before it. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { daysBetween } from './format/time.ts';
import { useFormat } from './use-format.ts';

export interface When {
  /** « depuis 10:42 », « depuis le 15 nov., 10:42 ». */
  since(at: string, now: Date): string;
  /** « à 10:42 », « le 15 nov., 10:42 ». */
  at(at: string, now: Date): string;
}

export function useWhen(): When {
  const { t } = useTranslation('ui');
  const format = useFormat();
  return useMemo(() => {
    const isToday = (at: string, now: Date): boolean => daysBetween(new Date(at), now) === 0;
    const when = (at: string, now: Date): { when: string } => ({ when: format.moment(at, now, false) });
    return {
      since: (at, now) => t(isToday(at, now) ? 'sinceHour' : 'sinceDay', when(at, now)),
      at: (at, now) => t(isToday(at, now) ? 'atHour' : 'onDay', when(at, now)),
    };
  }, [t, format]);
}
