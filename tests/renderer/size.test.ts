import { describe, expect, it } from 'vitest';
import { formatNumber, formatPart, formatPercent, formatSize } from '../../renderer/ui/format/size.ts';

describe('sizes', () => {
  it('are said in French with a comma, a hard space and the unit', () => {
    expect(formatSize(612, 'fr')).toBe('612\u00a0o');
    expect(formatSize(319_488, 'fr')).toBe('312\u00a0Ko');
    expect(formatSize(2_516_582, 'fr')).toBe('2,4\u00a0Mo');
    expect(formatSize(3_221_225_472, 'fr')).toBe('3\u00a0Go');
  });

  it('say the limit of 41,943,040 bytes as 40 Mo', () => {
    expect(formatSize(41_943_040, 'fr')).toBe('40\u00a0Mo');
    expect(formatSize(41_943_040, 'en')).toBe('40\u00a0MB');
  });

  it('never show four digits before the unit', () => {
    for (const bytes of [999, 1_000, 1_023, 1_023_000, 1_024_000, 1_048_000_000, 1_073_000_000]) {
      expect(formatSize(bytes, 'en')).toMatch(/^\d{1,3}(\.\d)?\u00a0(B|KB|MB|GB)$/);
    }
  });

  it('give a part in the unit of the whole', () => {
    expect(formatPart(19_083_043, 28_730_982, 'fr')).toEqual({ done: '18,2', total: '27,4\u00a0Mo' });
    expect(formatPart(0, 600, 'fr')).toEqual({ done: '0', total: '600\u00a0o' });
  });

  it('write thousands with a narrow space', () => {
    expect(formatNumber(1_240, 'fr')).toBe('1\u202f240');
  });

  it('reach 100 % only when all is done', () => {
    expect(formatPercent(0.999, 'fr')).toBe('99\u202f%');
    expect(formatPercent(1, 'fr')).toBe('100\u202f%');
    expect(formatPercent(-1, 'en')).toBe('0%');
  });
});
