import { describe, expect, it } from 'vitest';
import {
  daysLeft,
  formatAgo,
  formatDay,
  formatDuration,
  formatLongDay,
  formatMonth,
  formatRowTime,
  formatShortDay,
  formatWork,
  groupKey,
  isExpiring,
  timeGroup,
} from '../../renderer/ui/format/time.ts';

/** Tuesday 17 November 2026, in whatever zone the test runs. */
const now = new Date(2026, 10, 17, 10, 58);
const far = new Date(2027, 1, 17);

describe('the headings of a list', () => {
  const groupOf = (date: Date, expiresAt = far): string => groupKey(timeGroup(date, expiresAt, now));

  it('part today, yesterday, the last seven days, then months', () => {
    expect(groupOf(new Date(2026, 10, 17, 0, 0))).toBe('today');
    expect(groupOf(new Date(2026, 10, 16, 23, 59))).toBe('yesterday');
    expect(groupOf(new Date(2026, 10, 15, 12))).toBe('this-week');
    expect(groupOf(new Date(2026, 10, 11, 12))).toBe('this-week');
    expect(groupOf(new Date(2026, 10, 10, 12))).toBe('2026-10');
    expect(groupOf(new Date(2025, 10, 10, 12))).toBe('2025-10');
  });

  it('gather what is about to be erased', () => {
    expect(groupOf(new Date(2026, 7, 20), new Date(2026, 10, 20))).toBe('expiring');
    expect(isExpiring(new Date(2026, 11, 1, 10), now)).toBe(true);
    expect(isExpiring(new Date(2026, 11, 2), now)).toBe(false);
    expect(isExpiring(new Date(2026, 10, 1), now)).toBe(false);
  });

  it('hold when the clock changes in the night', () => {
    const afterChange = new Date(2026, 9, 26, 8);
    expect(groupKey(timeGroup(new Date(2026, 9, 25, 1, 30), far, afterChange))).toBe('yesterday');
  });

  it('take an envelope from the future as today', () => {
    expect(groupOf(new Date(2026, 10, 18, 1))).toBe('today');
  });

  it('name the month, with its year when it is another one', () => {
    expect(formatMonth(2026, 9, now, 'fr')).toBe('Octobre');
    expect(formatMonth(2025, 9, now, 'fr')).toBe('Octobre 2025');
  });
});

describe('times', () => {
  it('are an hour today, a weekday this week, then a day', () => {
    expect(formatRowTime(new Date(2026, 10, 17, 8, 5), now, 'fr')).toBe('08:05');
    expect(formatRowTime(new Date(2026, 10, 16, 8, 5), now, 'fr')).toBe('lun.');
    expect(formatRowTime(new Date(2026, 9, 12), now, 'fr')).toBe('12 oct.');
    expect(formatRowTime(new Date(2025, 9, 12), now, 'fr')).toBe('10/25');
  });

  it('count a started day as a day left', () => {
    expect(daysLeft(new Date(2026, 10, 18, 9), now)).toBe(1);
    expect(daysLeft(new Date(2026, 10, 17, 9), now)).toBe(0);
  });

  it('say durations in one unit, with a hard space', () => {
    expect(formatDuration(4_000, 'fr')).toBe('4\u00a0s');
    expect(formatDuration(16 * 60_000, 'fr')).toBe('16\u00a0min');
    expect(formatDuration(3 * 3_600_000, 'fr')).toBe('3\u00a0h');
    expect(formatDuration(3 * 86_400_000, 'fr')).toBe('3\u00a0j');
    expect(formatDuration(92 * 86_400_000, 'fr')).toBe('3\u00a0m.');
    expect(formatDuration(-5, 'fr')).toBe('0\u00a0s');
  });

  it('say short work to a tenth of a second', () => {
    expect(formatWork(420, 'fr')).toBe('0,4\u00a0s');
  });

  it('say how long ago', () => {
    expect(formatAgo(new Date(now.getTime() - 12_000), now, 'fr')).toBe('il y a 12\u00a0s');
    expect(formatAgo(new Date(now.getTime() - 27 * 60_000), now, 'fr')).toBe('il y a 27\u00a0min');
    expect(formatAgo(new Date(now.getTime() + 5_000), now, 'fr')).toBe('il y a 0\u00a0s');
  });
});

describe('the first day of a month', () => {
  const first = new Date(2026, 11, 1, 10, 42);
  it('has its own number in French, and no other day has', () => {
    expect(formatDay(first, 'fr')).toBe('1er décembre 2026');
    expect(formatLongDay(first, 'fr')).toBe('mardi 1er décembre 2026');
    expect(formatShortDay(first, now, 'fr')).toBe('1er déc.');
    expect(formatDay(new Date(2026, 11, 11), 'fr')).toBe('11 décembre 2026');
    expect(formatDay(first, 'en')).toMatch(/\b1 December|December 1\b/);
  });
});
