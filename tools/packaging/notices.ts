/**
 * The licences of what a package holds of other people's work: every package whose files went into a bundle, and the
 * native modules beside the bundles.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const licenceFile = /^(licen[cs]e|copying|notice|ofl)(\.|-|$)/i;

/** Folder of the package that a file belongs to, or null for files of our own. */
export function packageFolderOf(file: string): string | null {
  const at = file.lastIndexOf('/node_modules/');
  if (at < 0) return null;
  const [scopeOrName = '', name = ''] = file.slice(at + '/node_modules/'.length).split('/');
  return `${file.slice(0, at)}/node_modules/${scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName}`;
}

/** Packages that are loaded from node_modules at run time, with what these load in turn. */
function nativePackages(root: string, names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    const folder = join(root, 'node_modules', name);
    if (found.has(folder) || !existsSync(folder)) continue;
    found.add(folder);
    const { dependencies, optionalDependencies } = readManifest(folder);
    nativePackages(root, [...Object.keys(dependencies), ...Object.keys(optionalDependencies)], found);
  }
  return found;
}

function readManifest(folder: string): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

/** One text with name, version, licence and the licence's words of every package; ordered by name. */
export function describeNotices(root: string, bundledFiles: readonly string[], native: readonly string[]): string {
  const folders = nativePackages(root, native);
  for (const file of bundledFiles) {
    const folder = packageFolderOf(file);
    if (folder !== null) folders.add(folder);
  }
  const notices = [...folders].map((folder) => {
    const { name, version, license } = readManifest(folder);
    const texts = readdirSync(folder)
      .filter((entry) => licenceFile.test(entry))
      .map((entry) => readFileSync(join(folder, entry), 'utf8').trim());
    return { name, text: [`${name} ${version}, ${license ?? 'licence below'}`, ...texts].join('\n\n') };
  });
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const sorted = notices.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return `Medimail contains the work of others, under these licences.${rule}${sorted.map(({ text }) => text).join(rule)}\n`;
}
