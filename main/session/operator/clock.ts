/** The session's clock: this machine's, corrected by the operator's once that was heard. */
import type { Clock } from '../core/clock.ts';

export interface OperatorClock extends Clock {
  /** What the operator's clock said in an answer that arrived just now. */
  heard(serverTime: string): void;
  /** This machine's clock less the operator's, in milliseconds; 0 while unknown. */
  skewMs(): number;
}

/** Below this the difference is the network's, not the clock's. */
const NOTICEABLE_MS = 2_000;

export function createOperatorClock(machineTime: () => number = Date.now): OperatorClock {
  let skewMs = 0;
  return {
    now: () => machineTime() - skewMs,
    heard(serverTime) {
      const difference = machineTime() - Date.parse(serverTime);
      skewMs = Math.abs(difference) > NOTICEABLE_MS ? difference : 0;
    },
    skewMs: () => skewMs,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.max(0, ms));
        signal?.addEventListener('abort', end);
      }),
  };
}
