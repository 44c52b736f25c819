/** Runs one check over a tree: the repository, or a small one that a test has made to fail. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../run-command.ts';
import type { Check } from './checks.ts';

/** Where the tools themselves are installed. */
const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface CheckOutcome {
  readonly passed: boolean;
  readonly output: string;
  readonly elapsedMs: number;
}

/** Runs `check` from `root`, which holds the tree and the tools' settings. */
export async function runCheck(check: Check, root: string): Promise<CheckOutcome> {
  const isOurs = check.program.endsWith('.ts');
  const program = isOurs ? process.execPath : join(repository, 'node_modules', '.bin', check.program);
  const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'loader.mjs');
  const args = isOurs ? ['--import', tsx, join(repository, check.program), ...check.args] : check.args;
  const run = await runCommand(program, args, { cwd: root, limitMs: 300_000 });
  return { passed: run.exitCode === 0, output: run.output.trim(), elapsedMs: run.elapsedMs };
}
