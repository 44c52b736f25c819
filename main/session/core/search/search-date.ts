/** Dates as they are typed into a search: a day, a month, a year, or a word. Pure. */
import { foldText } from './search-words.ts';

/**
 * Start of the named period in the workstation's own time, epoch ms: `12/03/2026`, `12/03` (of this year), `03/2026`,
 * `2026`, `2026-03-12`, `hier`, `aujourd'hui`. Null for anything else, days that do not exist included.
 */
export function readPeriodStart(typed: string, now: Date): number | null {
  const day = (back: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).getTime();
  const word = foldText(typed);
  if (word === 'hier' || word === 'yesterday') return day(1);
  if (word === 'aujourd hui' || word === 'today') return day(0);
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(typed);
  if (iso) return startOf(Number(iso[1]), Number(iso[2]), Number(iso[3] ?? 1));
  const parts = typed.split(/[/.-]/);
  if (parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return null;
  const numbers = parts.map(Number);
  const [first = 0, second = 0, third = 0] = numbers;
  if (numbers.length === 1) return parts[0]?.length === 4 ? startOf(first, 1, 1) : null;
  if (numbers.length === 3) return startOf(yearOf(third, parts[2] ?? ''), second, first);
  return parts[1]?.length === 4 ? startOf(second, first, 1) : startOf(now.getFullYear(), second, first);
}

/** « 26 » is 2026; one or three digits are a year that is still being typed. */
function yearOf(number: number, digits: string): number {
  if (digits.length === 4) return number;
  return digits.length === 2 ? 2000 + number : 0;
}

function startOf(year: number, month: number, day: number): number | null {
  if (year < 1900) return null;
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date.getTime() : null;
}
