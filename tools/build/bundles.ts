/** The bundles of client, operator and Electron's stand-in, each built by Vite, and which of them a change makes stale. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { isFresh, readStamps, type Stamp, stampOf, writeStamps } from './stamps.ts';
import { nodeTarget, operatorTarget, preloadTarget, rendererTarget, type Target } from './targets.ts';

export interface BuildOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** Builds what has not changed as well. */
  readonly force: boolean;
  /** Names of the bundles wanted; all of them when absent. */
  readonly only?: readonly string[];
}

export interface BuildOutcome {
  readonly name: string;
  readonly state: 'built' | 'unchanged';
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** A change of how things are built makes everything stale, and so does one of the libraries. */
const buildFiles = ['bundles.ts', 'targets.ts', '../../package-lock.json'].map((name) =>
  join(dirname(fileURLToPath(import.meta.url)), name),
);

/** Notes every file that a bundle was made of. */
function recordInputs(inputs: Set<string>): Plugin {
  return {
    name: 'record-inputs',
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const file = id.replace(/^\0+/, '').split('?')[0];
        if (file?.startsWith('/') || /^[A-Za-z]:[\\/]/.test(file ?? '')) inputs.add(file ?? '');
      }
    },
  };
}

/** Builds beside the present bundle and then takes its place, so that whoever runs it meanwhile never sees half of it. */
async function buildTarget(target: Target): Promise<Stamp> {
  if (!(await exists(target.entry))) throw new Error(`its entry ${target.entry} does not exist`);
  const startedAt = Date.now();
  const inputs = new Set<string>([target.entry, ...(target.alsoFrom ?? []), ...buildFiles]);
  const fresh = `${target.folder}.${process.pid}.new`;
  const former = `${target.folder}.${process.pid}.old`;
  try {
    const result = (await build({
      ...target.config,
      build: { ...target.config.build, outDir: fresh, emptyOutDir: true },
      plugins: [...(target.config.plugins ?? []), recordInputs(inputs)],
    })) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[];
    if ([result].flat().every(({ output }) => output.length === 0)) throw new Error('nothing came out');
    await target.check?.(fresh);
    if (await exists(target.folder)) await rename(target.folder, former);
    await rename(fresh, target.folder);
  } finally {
    for (const leftOver of [fresh, former]) await rm(leftOver, { recursive: true, force: true });
  }
  return stampOf([...inputs], startedAt);
}

/** Builds what is stale; the first failure ends it. */
export async function buildBundles({ root, force, only }: BuildOptions): Promise<BuildOutcome[]> {
  const out = join(root, 'out');
  const targets: readonly Target[] = [
    nodeTarget(root, 'main', 'main/index.ts', ['electron']),
    nodeTarget(root, 'session', 'main/session/index.ts'),
    nodeTarget(root, 'documents', 'main/documents/index.ts'),
    nodeTarget(root, 'native', 'native/host.ts', [], 'host'),
    preloadTarget(root),
    rendererTarget(root),
    operatorTarget(root),
    // Electron's stand-in, which no package holds.
    nodeTarget(root, 'host', 'tools/chromium-host/run.ts', [], 'run'),
  ];
  await mkdir(out, { recursive: true });
  const outcomes: BuildOutcome[] = [];
  for (const target of targets) {
    if (only && !only.includes(target.name)) continue;
    const known = force ? undefined : (await readStamps(root))[target.name];
    if (known && (await exists(target.folder)) && (await isFresh(known))) {
      outcomes.push({ name: target.name, state: 'unchanged' });
      continue;
    }
    const stamp = await buildTarget(target).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${target.name}: ${why}`, { cause: error });
    });
    await writeStamps(root, { ...(await readStamps(root)), [target.name]: stamp });
    outcomes.push({ name: target.name, state: 'built' });
  }
  return outcomes;
}
