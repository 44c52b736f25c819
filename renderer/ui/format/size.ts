/** Sizes as people say them: « 312 Ko », « 2,4 Mo ». Binary units, so that the limit of 40 Mo reads as 40. */
import { numberFormat } from './formatters.ts';
import { HARD_SPACE, NARROW_SPACE } from './typography.ts';

export type Language = 'fr' | 'en';

const units: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  fr: ['o', 'Ko', 'Mo', 'Go'],
  en: ['B', 'KB', 'MB', 'GB'],
};

function scale(sizeBytes: number): 0 | 1 | 2 | 3 {
  if (sizeBytes < 1_000) return 0;
  // 1 000 Ko reads worse than 1 Mo, so the step is taken where the rounded figure would need a fourth digit.
  if (sizeBytes < 999.5 * 1_024) return 1;
  if (sizeBytes < 999.5 * 1_048_576) return 2;
  return 3;
}

function figure(sizeBytes: number, power: number, language: Language): string {
  const digits = power >= 2 ? 1 : 0;
  return numberFormat(language, { maximumFractionDigits: digits }).format(sizeBytes / 1_024 ** power);
}

/** `2_516_582` → « 2,4 Mo ». */
export function formatSize(sizeBytes: number, language: Language): string {
  const power = scale(sizeBytes);
  return `${figure(sizeBytes, power, language)}${HARD_SPACE}${units[language][power]}`;
}

/** Part and whole in the whole's unit: « 18,2 » and « 27,4 Mo ». */
export function formatPart(
  doneBytes: number,
  totalBytes: number,
  language: Language,
): { readonly done: string; readonly total: string } {
  const power = scale(totalBytes);
  return { done: figure(doneBytes, power, language), total: formatSize(totalBytes, language) };
}

/** « 1 240 », with the language's separator. */
export function formatNumber(value: number, language: Language): string {
  return numberFormat(language).format(value);
}

/** « 66 % », from 0 to 1, rounded down so that 100 % means done. */
export function formatPercent(fraction: number, language: Language): string {
  const whole = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
  // Engines differ on the space before the French sign; ours is the narrow one.
  return numberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
    .format(whole / 100)
    .replace(/\s(?=%)/, NARROW_SPACE);
}
