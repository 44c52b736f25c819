/** Counts of a test run, read from vitest's JSON report, and the lines that sum them up. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The part of vitest's JSON report that is counted. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Result of one suite or of one check, for the summary. */
export interface Line extends Counts {
  readonly name: string;
  readonly elapsedMs: number;
  /** Why it was skipped or did not finish. */
  readonly note: string | null;
}

/** Reads the counts of a finished vitest run. A file that failed to load counts as one failure. */
export async function readCounts(reportFile: string): Promise<Counts> {
  const report = Report.parse(JSON.parse(await readFile(reportFile, 'utf8')));
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (...statuses: string[]): number => tests.filter((test) => statuses.includes(test.status)).length;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: count('passed'),
    failed: count('failed') + brokenFiles,
    skipped: count('skipped', 'pending', 'todo', 'disabled'),
  };
}

/** Sum over all lines. */
export function total(lines: readonly Counts[]): Counts {
  const sum = (pick: (line: Counts) => number): number => lines.reduce((all, line) => all + pick(line), 0);
  return { passed: sum((l) => l.passed), failed: sum((l) => l.failed), skipped: sum((l) => l.skipped) };
}

/** `12 passed, 0 failed`, with the skipped only where there are some. */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** One line of the summary. */
export function describeLine(line: Line): string {
  const seconds = `${(line.elapsedMs / 1000).toFixed(1)} s`;
  const note = line.note === null ? '' : `  (${line.note})`;
  return `  ${line.name.padEnd(24)} ${describeCounts(line).padEnd(34)} ${seconds.padStart(9)}${note}`;
}
