/** Whole days, as a form asks for them, and the instants that they stand for. Pure. */

/** The day of an instant, in the form of a date field: `2026-11-27`. */
export function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day that many days later. */
export function dayAfter(date: Date, days: number): string {
  return dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() + days));
}

/**
 * From the beginning of the first day, or from now when that is today, to the end of the last one; null while a field holds
 * no day.
 */
export function periodOfDays(
  first: string,
  last: string,
  now: Date,
): { readonly from: Date; readonly until: Date } | null {
  const from = startOf(first, 0);
  const until = startOf(last, 1);
  if (!from || !until) return null;
  return { from: first === dayOf(now) ? now : from, until };
}

function startOf(day: string, later: number): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  return new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
}
