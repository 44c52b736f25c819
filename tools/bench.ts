/**
 * `npm run bench [-- NAME…] [--runs N]`: measures ours and the peer's in turn in the same run, and prints each figure
 * as one JSON line. Ends with 1 when a goal is not met.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import buildProcesses from '../tests/support/built-processes.ts';
import { benches } from './bench/benches.ts';
import { stopWithChildren } from './run-command.ts';

const fewestRuns = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: String(fewestRuns) }, help: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));

if (values.help || unknown.length > 0) {
  const lines = benches.map(({ name, measures }) => `  ${name.padEnd(14)} ${measures}`);
  const complaint = unknown.length > 0 ? `No such bench: ${unknown.join(', ')}\n` : '';
  process.stdout.write(`${complaint}npm run bench [-- NAME…] [--runs N]\n${lines.join('\n')}\n`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

stopWithChildren();
await buildProcesses();
const runs = Math.max(fewestRuns, Number(values.runs) || fewestRuns);
const say = (text: string): void => void process.stderr.write(`${text}\n`);
let met = true;
for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  say(`${bench.name}: ${bench.measures}`);
  const folder = await mkdtemp(join(tmpdir(), `medimail-bench-${bench.name}-`));
  try {
    for (const figure of await bench.run({ folder, runs, say })) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      met &&= figure.met;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
process.exit(met ? 0 : 1);
