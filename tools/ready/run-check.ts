/** Runs one check over a tree: the repository, or a small one that a test has made to fail. */
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import type { Check } from './checks.ts';

export interface CheckOutcome {
  readonly passed: boolean;
  readonly output: string;
  readonly elapsedMs: number;
}

/** Runs `check` from `root`, which holds node_modules and the tools' settings. */
export async function runCheck(check: Check, root: string): Promise<CheckOutcome> {
  const isOurs = check.program.endsWith('.ts');
  const program = isOurs ? process.execPath : join(root, 'node_modules', '.bin', check.program);
  const args = isOurs ? ['--import', 'tsx', join(root, check.program), ...check.args] : check.args;
  const run = await runCommand(program, args, { cwd: root, limitMs: 300_000 });
  return { passed: run.exitCode === 0, output: run.output.trim(), elapsedMs: run.elapsedMs };
}
