/** `npm run ready`: format, lint, types, boundaries, dead code, duplication and house rules; all must hold. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './ready/checks.ts';
import { runCheck } from './ready/run-check.ts';
import { stopWithChildren } from './run-command.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

stopWithChildren();
let failed = 0;
for (const check of checks) {
  const outcome = await runCheck(check, root);
  const verdict = outcome.passed ? 'ok    ' : 'FAILED';
  process.stdout.write(`${verdict} ${check.name} (${(outcome.elapsedMs / 1000).toFixed(1)} s): ${check.shows}\n`);
  if (!outcome.passed) {
    failed += 1;
    process.stdout.write(`${outcome.output}\n`);
  }
}
process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
