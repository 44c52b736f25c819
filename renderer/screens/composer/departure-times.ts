/** Moments at which a letter may leave by itself, in the workstation's time zone. Pure. */
import { MAX_DEPARTURE_DELAY_DAYS } from '../../../contract/model/limits.ts';

/** Offices open then. */
const OPENING_HOUR = 8;
const MONDAY = 1;

function atOpening(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, OPENING_HOUR);
}

/** Tomorrow at eight. */
export function tomorrowMorning(now: Date): Date {
  return atOpening(now, 1);
}

/** The next Monday at eight; null where that is tomorrow. */
export function mondayMorning(now: Date): Date | null {
  const days = (MONDAY - now.getDay() + 7) % 7 || 7;
  return days === 1 ? null : atOpening(now, days);
}

/** The moment of a date and time field; null when it is none, is past, or too far ahead. */
export function chosenMoment(value: string, now: Date): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return null;
  const at = new Date(value);
  const latest = now.getTime() + MAX_DEPARTURE_DELAY_DAYS * 86_400_000;
  return at.getTime() > now.getTime() && at.getTime() <= latest ? at : null;
}
