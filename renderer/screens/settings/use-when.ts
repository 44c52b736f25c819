/** Instants as they are said in a sentence: « à 10:42 » today, « le 16 nov. à 10:42 » otherwise. */
import { useTranslation } from 'react-i18next';
import { daysBetween } from '../../ui/format/time.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

export function useWhen(): (at: string) => string {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  return (at) => {
    const clock = format.clock(at);
    return daysBetween(new Date(at), now) === 0
      ? t('atTime', { clock })
      : t('onDay', { clock, day: format.shortDay(at, now) });
  };
}
