import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandOutcome, runCommand } from '../../tools/run-command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const TOUR_LIMIT_MS = 600_000;

/** The steps that the story is made of, in order: none may be left out unseen. */
const story = [
  'built',
  'stage',
  'no-card',
  'card-recognised',
  'signed-in',
  'paul-signed-in',
  'written',
  'attached',
  'sealed',
  'proof',
  'arrived',
  'opened',
  'opening-known',
  'previewed',
  'saved',
  'answered',
  'locked',
  'nothing-readable',
  'resumed',
  'offline-read',
  'offline-written',
  'offline-left',
  'evidence',
];

describe('the tour', () => {
  let out = '';
  let outcome: CommandOutcome;

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'medimail-tour-out-'));
    // What it must take is measured by the bench; here the machine may be busy.
    const program = ['--import', 'tsx', join(root, 'tools/tour.ts'), '--out', out, '--patience', '5'];
    outcome = await runCommand(process.execPath, program, { cwd: root, limitMs: TOUR_LIMIT_MS });
  }, TOUR_LIMIT_MS + 10_000);
  afterAll(() => rm(out, { recursive: true, force: true }));

  it('plays the whole main job on the real card stack, and every step holds', async () => {
    expect(outcome.exitCode, outcome.output).toBe(0);
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
      steps: { id: string; ok: boolean; ms: number; detail: string }[];
    };
    expect(report.steps.map(({ id }) => id)).toEqual(story);
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('leaves evidence that needs nothing of ours to be checked', () => {
    for (const name of [
      'message.eml',
      'seal.json',
      'seal.p7s',
      'timestamp.tsr',
      'events.json',
      'trust.pem',
      'VERIFY.md',
    ]) {
      expect(existsSync(join(out, 'evidence', name)), name).toBe(true);
    }
  });
});
