/** Does something once the hand rests: whoever writes on without a pause is waited for so long and no longer. */
import type { Clock } from '../clock.ts';

/** A rest of the hand. */
const REST_MS = 2_000;
/** The longest that somebody who never rests is waited for. */
const LONGEST_MS = 15_000;

export function createQuietTimer(clock: Clock, run: () => void) {
  let waiting: { readonly since: number; readonly ending: AbortController } | null = null;
  return {
    /** Something happened; `now` waits no longer. */
    touch(now: boolean): void {
      const since = waiting?.since ?? clock.now();
      waiting?.ending.abort();
      const own = { since, ending: new AbortController() };
      waiting = own;
      // A clock that was put right meanwhile makes the wait a short one, never a long one.
      const waited = Math.max(0, clock.now() - since);
      const delay = now ? 0 : Math.max(0, Math.min(REST_MS, LONGEST_MS - waited));
      void clock.wait(delay, own.ending.signal).then(() => {
        if (waiting !== own) return;
        waiting = null;
        run();
      });
    },
    stop(): void {
      waiting?.ending.abort();
      waiting = null;
    },
  };
}
