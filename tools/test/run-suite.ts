/** Runs one suite in a vitest process of its own and counts what came out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { lacking } from './capabilities.ts';
import { type Counts, type Line, readCounts } from './report.ts';
import type { Suite } from './suites.ts';

const nothing: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs `suite`, its output shown as it comes; skipped with the reason where the machine lacks what it needs. */
export async function runSuite(suite: Suite, root: string, say: (text: string) => void): Promise<Line> {
  const missing = lacking(suite.needs);
  if (missing.length > 0) {
    const skipped = await countTests(suite, root);
    return { name: suite.name, ...nothing, skipped, elapsedMs: 0, note: `needs ${missing.join(', ')}` };
  }
  const folder = await mkdtemp(join(tmpdir(), 'medimail-report-'));
  try {
    const reportFile = join(folder, 'report.json');
    const args = ['run', '--project', suite.name, '--passWithNoTests', '--reporter=dot', '--reporter=json'];
    const run = await runCommand(vitest(root), [...args, `--outputFile.json=${reportFile}`], {
      cwd: root,
      env: withoutColours(),
      limitMs: suite.limitMinutes * 60_000,
      onOutput: say,
    });
    const line = { name: suite.name, elapsedMs: run.elapsedMs };
    if (run.timedOut) return { ...line, ...nothing, failed: 1, note: `stopped after ${suite.limitMinutes} minutes` };
    const counts = await readCounts(reportFile);
    // Vitest ends badly without a failed test when something was thrown outside of any test.
    const stray = run.exitCode !== 0 && counts.failed === 0 ? 1 : 0;
    const note = stray === 1 ? 'an error outside of any test' : null;
    return { ...line, ...counts, failed: counts.failed + stray, note };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How many tests the suite would have run: a skipped suite is counted by them, and by one where they cannot be listed. */
async function countTests(suite: Suite, root: string): Promise<number> {
  const listed = await runCommand(vitest(root), ['list', '--project', suite.name], { cwd: root, limitMs: 120_000 });
  return Math.max(1, listed.output.split('\n').filter((line) => line.includes(' > ')).length);
}

/** The output is read in logs as often as at a terminal. */
function withoutColours(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, ...env } = process.env;
  return { ...env, NO_COLOR: '1' };
}

function vitest(root: string): string {
  return join(root, 'node_modules', '.bin', 'vitest');
}
