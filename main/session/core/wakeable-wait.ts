/** A wait that anybody can end early. */
import type { Clock } from './clock.ts';

export interface WakeableWait {
  /** Waits at most `ms`; a wake-up that came since the last wait ends this one at once. */
  wait(ms: number): Promise<void>;
  wake(): void;
}

export function createWakeableWait(clock: Clock): WakeableWait {
  let controller: AbortController | null = null;
  let woken = false;
  return {
    async wait(ms) {
      if (!woken) {
        controller = new AbortController();
        await clock.wait(ms, controller.signal);
        controller = null;
      }
      woken = false;
    },
    wake() {
      woken = true;
      controller?.abort();
    },
  };
}
