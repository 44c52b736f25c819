/** Dates as mails and pages say them, in each language and in the time of France. */
import { withFirstOfMonth } from '../../contract/model/first-of-month.ts';
import type { Language } from '../../contract/model/language.ts';

interface DateWords {
  format(at: Date): string;
}

function inBoth(options: Intl.DateTimeFormatOptions): Readonly<Record<Language, DateWords>> {
  const inFrance = { ...options, timeZone: 'Europe/Paris' };
  const french = new Intl.DateTimeFormat('fr-FR', inFrance);
  return {
    fr: { format: (at) => withFirstOfMonth(french.format(at)) },
    en: new Intl.DateTimeFormat('en-GB', inFrance),
  };
}

/** « 17 novembre 2026 ». */
export const days = inBoth({ dateStyle: 'long' });
/** « 17 novembre 2026 à 10:42 ». */
export const moments = inBoth({ dateStyle: 'long', timeStyle: 'short' });
/** « 17/11/2026 10:42 », for columns. */
export const shortMoments = inBoth({ dateStyle: 'short', timeStyle: 'short' });
/** « mardi 17 novembre 2026 à 10:42 ». */
export const fullMoments = inBoth({ dateStyle: 'full', timeStyle: 'short' });
