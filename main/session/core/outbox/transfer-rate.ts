/** Time left of a transfer, from what it did lately. */

/** Weight of the newest measure. */
const SMOOTHING = 0.3;
const LEAST_INTERVAL_MS = 200;

export interface TransferRate {
  measure(doneBytes: number, now: number): void;
  /** Null until there is something to go by. */
  secondsLeft(doneBytes: number, totalBytes: number): number | null;
}

export function createTransferRate(): TransferRate {
  let last: { readonly bytes: number; readonly at: number } | null = null;
  let bytesPerSecond: number | null = null;
  return {
    measure(doneBytes, now) {
      if (last === null || now < last.at || doneBytes < last.bytes) {
        last = { bytes: doneBytes, at: now };
        return;
      }
      const elapsed = now - last.at;
      if (elapsed < LEAST_INTERVAL_MS) return;
      const rate = ((doneBytes - last.bytes) / elapsed) * 1_000;
      bytesPerSecond = bytesPerSecond === null ? rate : bytesPerSecond * (1 - SMOOTHING) + rate * SMOOTHING;
      last = { bytes: doneBytes, at: now };
    },
    secondsLeft: (doneBytes, totalBytes) =>
      bytesPerSecond === null || bytesPerSecond <= 0 ? null : Math.ceil((totalBytes - doneBytes) / bytesPerSecond),
  };
}
