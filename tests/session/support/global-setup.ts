/** What every stage of the suite begins with: the built processes, and an operator with its keys and its seed, made once. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDemoOperator } from '../../../tools/demo/operator.ts';
import buildProcesses from '../../support/built-processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with an operator's data and its PKI, seeded and closed in order. */
    seededOperator: string;
  }
}

const placesIn = (folder: string) => ({ dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') });

export default async function setup(project: TestProject): Promise<() => void> {
  await buildProcesses();
  const folder = mkdtempSync(join(tmpdir(), 'medimail-seeded-'));
  const operator = await startDemoOperator(placesIn(folder));
  await operator.stop();
  project.provide('seededOperator', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Lays a copy of the seeded operator into `folder`; answers where it is. */
export function copySeededOperator(seeded: string, folder: string): ReturnType<typeof placesIn> {
  const places = placesIn(folder);
  for (const name of ['dataFolder', 'pkiFolder'] as const) {
    cpSync(placesIn(seeded)[name], places[name], { recursive: true });
  }
  return places;
}
