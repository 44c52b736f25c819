/** Progress events at a bearable pace: the first, the last, and at most one each `intervalMs` in between. */
export function throttled<T extends unknown[]>(
  now: () => number,
  intervalMs: number,
  tell: (...input: T) => void,
): (isLast: boolean, ...input: T) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (isLast, ...input) => {
    const at = now();
    // A clock that was set back must not silence progress.
    if (!isLast && at >= toldAt && at - toldAt < intervalMs) return;
    toldAt = at;
    tell(...input);
  };
}
