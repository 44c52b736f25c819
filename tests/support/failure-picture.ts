/** A picture of the screen on which a test failed, for whoever looks into it. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerTask } from 'vitest';
import type { AppUnderTest } from './app.ts';

/** Where the pictures are, one for each test, named after it; the next run overwrites them. */
const failurePictures = join(tmpdir(), 'medimail-failures');

/** To be called after each test. Nothing happens when it passed, or when there is no screen any more. */
export async function pictureFailure(task: RunnerTask, app: AppUnderTest): Promise<void> {
  if (task.result?.state !== 'fail') return;
  const over = Symbol('over');
  const page = await Promise.race([app.page(), app.exited.then(() => over)]);
  if (typeof page === 'symbol') return;
  mkdirSync(failurePictures, { recursive: true });
  const name = task.name.normalize('NFD').replaceAll(/[^a-z0-9]+/gi, '-');
  await page.screenshot({ path: join(failurePictures, `${name.slice(0, 80)}.png`) });
}
