/** Runs the checks, as many at once as there are processors, and tells each as it ends. */
import { availableParallelism } from 'node:os';
import type { Check } from './checks.ts';
import { type CheckOutcome, runCheck } from './run-check.ts';

export interface CheckResult extends CheckOutcome {
  readonly check: Check;
}

/** All results, in the order of `checks`; `tell` hears of each when it is there. */
export async function runChecks(
  checks: readonly Check[],
  root: string,
  tell: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = checks.map((check, index) => ({ check, index }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = { check: next.check, ...(await runCheck(next.check, root)) };
      results[next.index] = result;
      tell(result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, work));
  return results;
}

/** One line, and what the tool said where it refused. */
export function describeResult({ check, passed, output, elapsedMs }: CheckResult): string {
  const verdict = passed ? 'ok    ' : 'FAILED';
  const line = `${verdict} ${check.name} (${(elapsedMs / 1000).toFixed(1)} s): ${check.shows}\n`;
  return passed ? line : `${line}${output}\n`;
}
