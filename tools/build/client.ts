/** The bundles of the client, each built by Vite, and which of them a change makes stale. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RolldownOutput } from 'rolldown';
import { build, type InlineConfig, type Plugin } from 'vite';
import { isFresh, readStamps, type Stamp, stampOf, writeStamps } from './stamps.ts';
import { nodeTarget, preloadTarget, rendererTarget } from './targets.ts';

export interface BuildOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** Builds what has not changed as well. */
  readonly force: boolean;
}

export interface BuildOutcome {
  readonly name: string;
  readonly state: 'built' | 'unchanged';
}

/** A bundle: where it comes from, and how. */
export interface Target {
  readonly name: string;
  /** Its entry; where it is absent the build fails and says so. */
  readonly entry: string;
  readonly config: InlineConfig;
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

async function buildTarget(target: Target): Promise<Stamp> {
  if (!(await exists(target.entry))) throw new Error(`${target.name}: its entry ${target.entry} does not exist`);
  const inputs = new Set<string>([target.entry]);
  const result = (await build({
    ...target.config,
    plugins: [...(target.config.plugins ?? []), recordInputs(inputs)],
  })) as RolldownOutput | RolldownOutput[];
  const outputs = (Array.isArray(result) ? result : [result]).flatMap(({ output }) =>
    output.map((file) => file.fileName),
  );
  if (outputs.length === 0) throw new Error(`${target.name}: nothing came out`);
  return stampOf([...inputs]);
}

/** Refuses a page that would need a laxer content policy than the one it is served with. */
async function checkPage(file: string): Promise<void> {
  const html = await readFile(file, 'utf8');
  if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(html)) throw new Error(`${file} holds an inline script`);
  if (/<style/i.test(html) || /\sstyle=/i.test(html)) throw new Error(`${file} holds an inline style`);
  if (/(src|href)="(https?:)?\/\//i.test(html)) throw new Error(`${file} loads from elsewhere`);
}

/** Builds what is stale; the first failure ends it. */
export async function buildClient({ root, force }: BuildOptions): Promise<BuildOutcome[]> {
  const out = join(root, 'out');
  const targets: readonly Target[] = [
    nodeTarget(root, 'main', join(root, 'main/index.ts'), join(out, 'main'), ['electron']),
    nodeTarget(root, 'session', join(root, 'main/session/index.ts'), join(out, 'session')),
    nodeTarget(root, 'native', join(root, 'native/host.ts'), join(out, 'native'), [], 'host'),
    await preloadTarget(root, join(out, 'preload')),
    rendererTarget(root, join(out, 'renderer')),
  ];
  const stamps = force ? {} : await readStamps(root);
  const outcomes: BuildOutcome[] = [];
  for (const target of targets) {
    const known = stamps[target.name];
    const outFolder = target.config.build?.outDir ?? out;
    if (known && (await exists(outFolder)) && (await isFresh(known))) {
      outcomes.push({ name: target.name, state: 'unchanged' });
      continue;
    }
    stamps[target.name] = await buildTarget(target);
    outcomes.push({ name: target.name, state: 'built' });
    await writeStamps(root, stamps);
  }
  await checkPage(join(out, 'renderer/index.html'));
  // Electron reads the nearest package.json: the bundles are ES modules wherever out/ is copied to.
  await writeFile(join(out, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`);
  return outcomes;
}
