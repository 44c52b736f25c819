/**
 * `npm run package`: builds, compiles the database for Electron, and makes the packages of this system (or those that
 * electron-builder's own arguments name) in `dist/`. Needs the network for Electron's binary and headers. The release's trust
 * anchors are PEM files named by `MEDIMAIL_CARD_ANCHORS` and `MEDIMAIL_OPERATOR_ANCHORS`, pinned in resources/trust.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStamps } from './build/stamps.ts';
import { describeNotices } from './packaging/notices.ts';
import { PinnedFingerprints, stageAnchors } from './packaging/trust-anchors.ts';
import { runCommand, stopWithChildren } from './run-command.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const releaseInput = join(root, 'release-input');

async function step(title: string, program: string, args: readonly string[]): Promise<void> {
  process.stdout.write(`== ${title}\n`);
  const run = await runCommand(program, args, {
    cwd: root,
    limitMs: 60 * 60_000,
    onOutput: (text) => process.stdout.write(text),
  });
  if (run.exitCode !== 0) throw new Error(`${title}: ended with ${run.exitCode ?? 'a kill'}`);
}

/** Says which anchors the package carries, since one without them signs nobody in. */
async function anchors(): Promise<void> {
  const pinned = await readFile(join(root, 'resources', 'trust', 'fingerprints.json'), 'utf8');
  const sources = {
    cards: process.env['MEDIMAIL_CARD_ANCHORS'],
    operator: process.env['MEDIMAIL_OPERATOR_ANCHORS'],
  };
  const staged = await stageAnchors(sources, PinnedFingerprints.parse(JSON.parse(pinned)), join(releaseInput, 'trust'));
  const what =
    staged.length === 2 ? staged.join(', ') : `${staged.join(', ') || 'none'}; the policy must name the others`;
  process.stdout.write(`== trust anchors: ${what}\n`);
}

/** The licences of all that went into the bundles just built. */
async function notices(): Promise<void> {
  const bundled = Object.values(await readStamps(root)).flatMap((stamp) => Object.keys(stamp));
  // Dependencies are what ships unbundled; everything else is for development or in the bundles.
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await mkdir(releaseInput, { recursive: true });
  await writeFile(
    join(releaseInput, 'THIRD-PARTY-NOTICES.txt'),
    describeNotices(root, bundled, Object.keys(dependencies)),
  );
}

stopWithChildren();
await anchors();
const ours = (name: string): string[] => ['--import', 'tsx', join(root, 'tools', name)];
await step('build', process.execPath, [...ours('build.ts'), '--force']);
await notices();
await step('native modules for Electron', process.execPath, ours('native-builds.ts'));
await step('packages', process.execPath, [
  join(root, 'node_modules', 'electron-builder', 'cli.js'),
  '--publish=never',
  ...process.argv.slice(2),
]);
