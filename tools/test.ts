/**
 * `npm test`: builds, runs the checks of `npm run ready`, then every suite, and sums it all up in one last line.
 * With names of suites as arguments (`npm test -- unit cards`) runs only those; `ready` names the checks.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './ready/checks.ts';
import { describeResult, runChecks } from './ready/run-checks.ts';
import { runCommand, stopWithChildren } from './run-command.ts';
import { describeCounts, describeLine, type Line, total } from './test/report.ts';
import { runSuite } from './test/run-suite.ts';
import { suites } from './test/suites.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = new Set(process.argv.slice(2));
const isWanted = (name: string): boolean => wanted.size === 0 || wanted.has(name);

function say(text: string): void {
  process.stdout.write(text);
}

/** Builds what the end-to-end suites run; a build that fails counts as a failure, and the suites go on without. */
async function build(): Promise<Line> {
  const program = join(root, 'tools', 'build.ts');
  if (!existsSync(program)) return { name: 'build', passed: 0, failed: 1, skipped: 0, elapsedMs: 0, note: 'missing' };
  say('\n== build\n');
  const run = await runCommand(process.execPath, ['--import', 'tsx', program], { cwd: root, limitMs: 300_000 });
  const isBuilt = run.exitCode === 0;
  if (!isBuilt) say(run.output);
  return {
    name: 'build',
    passed: isBuilt ? 1 : 0,
    failed: isBuilt ? 0 : 1,
    skipped: 0,
    elapsedMs: run.elapsedMs,
    note: null,
  };
}

async function main(): Promise<void> {
  stopWithChildren();
  const lines: Line[] = [];
  if (wanted.size === 0 || isWanted('e2e')) lines.push(await build());
  if (isWanted('ready')) {
    say('\n== ready: format, lint, types, boundaries, dead code, duplication\n');
    const results = await runChecks(checks, root, (result) => say(describeResult(result)));
    lines.push(
      ...results.map(({ check, passed, elapsedMs }) => ({
        name: check.name,
        passed: passed ? 1 : 0,
        failed: passed ? 0 : 1,
        skipped: 0,
        elapsedMs,
        note: null,
      })),
    );
  }
  for (const suite of suites.filter(({ name }) => isWanted(name))) {
    say(`\n== ${suite.name}: ${suite.shows}\n`);
    lines.push(await runSuite(suite, root, say));
  }
  const sum = total(lines);
  say(`\nSummary\n${lines.map(describeLine).join('\n')}\n\n${describeCounts(sum)}\n`);
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

await main();
