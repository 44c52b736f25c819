/** Moments to come that are offered: when a letter leaves, when one is reminded; in the workstation's time zone. Pure. */

/** Offices open then. */
const OPENING_HOUR = 8;
const MONDAY = 1;

/** At eight, some days from now. */
export function atOpening(now: Date, days: number): Date {
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

/** The moment of a date and time field; null when it is none, is past, or more than `latestDays` ahead. */
export function chosenMoment(value: string, now: Date, latestDays: number): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return null;
  const at = new Date(value);
  const latest = now.getTime() + latestDays * 86_400_000;
  return at.getTime() > now.getTime() && at.getTime() <= latest ? at : null;
}

/** Days after which one may choose to be reminded, with the one that was chosen elsewhere. */
export function reminderDays(chosen: number | null): readonly number[] {
  return [...new Set([1, 2, 3, 7, 14, ...(chosen === null ? [] : [chosen])])].sort((a, b) => a - b);
}
