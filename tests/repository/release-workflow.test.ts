import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');

const Step = z
  .object({
    name: z.string().optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    with: z.record(z.string(), z.unknown()).optional(),
    env: z.record(z.string(), z.string()).optional(),
    if: z.string().optional(),
    shell: z.string().optional(),
    'working-directory': z.string().optional(),
  })
  .strict()
  .refine((step) => (step.uses === undefined) !== (step.run === undefined), 'a step uses an action or runs a command');

const Workflow = z.object({
  name: z.string(),
  on: z.object({ push: z.object({ tags: z.array(z.string()) }), workflow_dispatch: z.null() }),
  permissions: z.object({ contents: z.literal('read') }).strict(),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.union([z.string(), z.array(z.string())]).optional(),
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      strategy: z.object({ matrix: z.object({ include: z.array(z.record(z.string(), z.string())) }) }).optional(),
      steps: z.array(Step).min(1),
    }),
  ),
});

const text = await readFile(join(root, '.github', 'workflows', 'release.yml'), 'utf8');
const workflow = Workflow.parse(parse(text));
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([, job]) => job.steps);

describe('the release workflow', () => {
  it('takes its actions from their makers, at a version', () => {
    const actions = steps.flatMap((step) => step.uses ?? []);
    expect(actions.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
  });

  it('runs only commands that package.json has', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const named = steps.flatMap((step) => [...(step.run ?? '').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name));
    expect(named).toContain('e2e:electron');
    expect(named.filter((name) => !(String(name) in scripts))).toEqual([]);
  });

  it('packages only what passed every suite, also on real Electron', () => {
    expect(workflow.jobs['package']?.needs).toEqual(['test', 'electron']);
    expect(workflow.jobs['test']?.steps.map((step) => step.run)).toContain('.ci/run');
  });

  it('packages for the three systems', () => {
    const matrix = workflow.jobs['package']?.strategy?.matrix.include ?? [];
    expect(matrix.map(({ system }) => system).sort()).toEqual(['linux', 'macos', 'windows']);
    expect(matrix.map(({ arguments: chosen }) => chosen).join(' ')).toMatch(/deb AppImage.*msi.*dmg/);
  });

  it('needs only jobs that exist', () => {
    const needed = jobs.flatMap(([, job]) => job.needs ?? []);
    expect(needed.filter((name) => !(name in workflow.jobs))).toEqual([]);
  });

  it('gives secrets to packaging alone, and never writes one into a command', () => {
    const holders = jobs.filter(([, job]) => JSON.stringify(job).includes('secrets.')).map(([name]) => name);
    expect(holders).toEqual(['package']);
    expect(steps.filter((step) => step.run?.includes('secrets.'))).toEqual([]);
  });
});
