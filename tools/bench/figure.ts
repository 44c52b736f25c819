/** What `npm run bench` prints: one figure of ours, beside a peer's where there is one, and whether it meets its goal. */

export interface Figure {
  readonly bench: string;
  readonly metric: string;
  readonly ours: number;
  readonly unit: 'ms' | 'MB';
  /** What ours is measured against, as it can be typed; null where the goal stands alone. */
  readonly peer: string | null;
  readonly theirs: number | null;
  readonly ratio: number | null;
  readonly goal: string;
  readonly met: boolean;
}

/** Middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new Error('the median of nothing');
  return (upper + lower) / 2;
}

/** The value below which the given share (0 to 1) of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('a percentile of nothing');
  return value;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Milliseconds that an action takes. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

interface Subject {
  readonly bench: string;
  readonly metric: string;
  readonly unit: Figure['unit'];
}

/** A figure without a peer, judged by itself. */
export function figureAlone(subject: Subject, ours: number, goal: { readonly below: number }): Figure {
  return {
    bench: subject.bench,
    metric: subject.metric,
    ours: rounded(ours),
    unit: subject.unit,
    peer: null,
    theirs: null,
    ratio: null,
    goal: `< ${goal.below} ${subject.unit}`,
    met: ours < goal.below,
  };
}

/** A figure beside the peer's. */
export function figureBeside(
  subject: Subject,
  ours: number,
  peer: { readonly name: string; readonly value: number },
  goal: { readonly timesPeer: number },
): Figure {
  const ratio = ours / peer.value;
  return {
    bench: subject.bench,
    metric: subject.metric,
    ours: rounded(ours),
    unit: subject.unit,
    peer: peer.name,
    theirs: rounded(peer.value),
    ratio: rounded(ratio),
    goal: `<= ${goal.timesPeer} x peer`,
    met: ratio <= goal.timesPeer,
  };
}

/** One unmeasured run of each, then `runs` of each, ours and theirs in turn; the medians. */
export async function inTurn(
  runs: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ readonly ours: number; readonly theirs: number }> {
  const mine: number[] = [];
  const peers: number[] = [];
  for (let run = -1; run < runs; run += 1) {
    const mineNow = await ours();
    const peerNow = await theirs();
    if (run < 0) continue;
    mine.push(mineNow);
    peers.push(peerNow);
  }
  return { ours: median(mine), theirs: median(peers) };
}
