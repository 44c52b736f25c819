import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCounts, readCounts, total } from '../../tools/test/report.ts';
import { suites } from '../../tools/test/suites.ts';

describe('the sum of a test run', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medimail-report-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const file = (status: string, ...tests: string[]) => ({
    name: 'a.test.ts',
    status,
    message: '',
    assertionResults: tests.map((one) => ({ fullName: 'a', status: one })),
  });

  async function counts(...testResults: unknown[]) {
    const report = join(folder, 'report.json');
    await writeFile(report, JSON.stringify({ testResults }));
    return readCounts(report);
  }

  it('counts tests by how they ended', async () => {
    expect(await counts(file('failed', 'passed', 'failed', 'skipped'), file('passed', 'passed', 'todo'))).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
    });
  });

  it('counts a file that could not be loaded as a failure', async () => {
    expect(await counts(file('failed'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('is one plain line, with the skipped only where there are some', () => {
    expect(describeCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(describeCounts({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
    expect(
      total([
        { passed: 1, failed: 2, skipped: 3 },
        { passed: 1, failed: 1, skipped: 1 },
      ]),
    ).toEqual({
      passed: 2,
      failed: 3,
      skipped: 4,
    });
  });
});

describe('the suites', () => {
  it('hold every test file exactly once', async () => {
    const root = join(import.meta.dirname, '..', '..');
    const all = await readdir(join(root, 'tests'), { recursive: true });
    const files = all.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => `tests/${name}`);
    expect(files.length).toBeGreaterThan(5);
    const holders = (name: string) => suites.filter((suite) => suite.include.some((glob) => matches(name, glob)));
    expect(files.filter((name) => holders(name).length !== 1)).toEqual([]);
  });
});

/** `tests/<folder>/**\/*.test.{ts,tsx}`, the only form in use. */
function matches(name: string, glob: string): boolean {
  const folder = glob.slice(0, glob.indexOf('**'));
  return folder.length > 0 && name.startsWith(folder);
}
