/**
 * `npm run tour -- --out DIR`: two physicians exchange a sealed envelope on the real stack, headless, and each has proof.
 *
 * Prints each step with its time; writes `report.json`, a picture of each screen, and `evidence/` into DIR. Ends with 0
 * only if every step held. `--patience N` multiplies the limits in time (locked within one second, opening known within
 * two) on a machine that is busy. `--keep DIR` keeps what operator and workstations stored; else it is removed.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';
import { writeTourFiles } from './tour/fixtures.ts';
import { createTourReport, hold } from './tour/report.ts';
import { setStage } from './tour/stage.ts';
import { tellStory } from './tour/story.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'tour-out') },
    keep: { type: 'string' },
    patience: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const BUILD_LIMIT_MS = 300_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  if (values.help) {
    say(
      'npm run tour -- [--out DIR] [--keep DIR] [--patience N]\n\nPlays the main job headless; see the head of tools/tour.ts.',
    );
    return 0;
  }
  const out = resolve(values.out);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const folder = values.keep ? resolve(values.keep) : await mkdtemp(join(tmpdir(), 'medimail-tour-'));
  const report = createTourReport(out, say);
  const marker = `T-${randomBytes(9).toString('hex')}`;
  try {
    await report.step('built', 'The client is built', async () => {
      const program = ['--import', 'tsx', join(root, 'tools/build.ts')];
      const outcome = await runCommand(process.execPath, program, { cwd: root, limitMs: BUILD_LIMIT_MS });
      hold(outcome.exitCode === 0, outcome.output);
      return 'main, session, card processes, preload, renderer';
    });
    const { pdf, images } = await writeTourFiles(join(folder, 'files'), marker);
    const stage = await report.step(
      'stage',
      'Operator, card service, two readers, two cards',
      () => setStage(folder),
      ({ operator }) => operator.url,
    );
    try {
      await tellStory({ stage, report, out, pdf, images, marker, patience: Number(values.patience) });
    } finally {
      await stage.close();
    }
    const total = report.steps.reduce((sum, { ms }) => sum + ms, 0);
    say(`${report.steps.length} steps held in ${(total / 1000).toFixed(1)} s. Pictures, report and evidence: ${out}`);
    return 0;
  } catch (error) {
    const failed = report.steps.at(-1);
    say(failed && !failed.ok ? `The tour stopped at « ${failed.id} ».` : `The tour stopped: ${String(error)}`);
    return 1;
  } finally {
    if (!values.keep) await rm(folder, { recursive: true, force: true });
  }
}

process.exit(await main());
