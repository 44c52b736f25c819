/** How long to wait before trying the operator again. */

export const FIRST_RETRY_MS = 1_000;
export const MAX_RETRY_MS = 60_000;

/**
 * Full-jitter exponential back-off: between half and the whole of 1, 2, 4… seconds, at most a minute, so that a
 * hospital's workstations do not come back all at once. `tries` counts failures so far, from 1; `random` is in [0, 1).
 */
export function retryDelayMs(tries: number, random: number): number {
  const ceiling = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(Math.max(tries, 1) - 1, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/**
 * Whether a stored "not before" has come. An instant further ahead than any delay we ever set comes from a clock that
 * was wrong, and must not hold an envelope back for a day.
 */
export function isDue(notBefore: number | null, now: number, longestDelayMs = MAX_RETRY_MS): boolean {
  return notBefore === null || notBefore <= now || notBefore > now + longestDelayMs;
}
