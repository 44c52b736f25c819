/** `npm run ready`: format, lint, types, boundaries, dead code, duplication and house rules; all must hold. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './ready/checks.ts';
import { describeResult, runChecks } from './ready/run-checks.ts';
import { stopWithChildren } from './run-command.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

stopWithChildren();
const results = await runChecks(checks, root, (result) => process.stdout.write(describeResult(result)));
const failed = results.filter(({ passed }) => !passed).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
