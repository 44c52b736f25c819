/** How long to wait before a process that died is started again: at once the first time, longer when it keeps dying. */

const CALM_AFTER_MS = 60_000;
const LONGEST_MS = 30_000;

export interface RespawnDelay {
  /** Milliseconds to wait now, given that the process just died. */
  next(now: number): number;
}

/** Counts deaths; a minute without one forgets them. */
export function createRespawnDelay(): RespawnDelay {
  let deaths = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    next(now) {
      deaths = now - lastAt > CALM_AFTER_MS ? 0 : deaths + 1;
      lastAt = now;
      return deaths === 0 ? 0 : Math.min(250 * 2 ** (deaths - 1), LONGEST_MS);
    },
  };
}
