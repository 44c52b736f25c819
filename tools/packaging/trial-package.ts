/**
 * Packages the application without Electron's binary and without the network: the shell is a folder of empty files,
 * the archive is the real one. What a package contains is read from it.
 */
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, Platform } from 'electron-builder';

/** Files without which electron-builder takes a folder for no Electron. */
const shellFiles = ['electron', 'icudtl.dat', 'chrome_100_percent.pak', 'LICENSE', 'LICENSES.chromium.html'];

/** A trial package: its folder (to be removed by the caller) and its archive. */
export interface TrialPackage {
  readonly folder: string;
  readonly archive: string;
  readonly resources: string;
}

/** Packages the repository at `root`, already built, for Linux as a plain folder. */
export async function makeTrialPackage(root: string): Promise<TrialPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'medimail-package-'));
  const shell = join(folder, 'shell');
  await mkdir(join(shell, 'resources'), { recursive: true });
  await mkdir(join(shell, 'locales'));
  for (const file of shellFiles) await writeFile(join(shell, file), '');
  await chmod(join(shell, 'electron'), 0o755);
  const manifest = JSON.parse(await readFile(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'));
  await writeFile(join(shell, 'version'), String(manifest.version));
  const output = join(folder, 'dist');
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      electronDist: shell,
      // Fuses are flipped in Electron's binary, which is not there; the test reads them from the settings.
      electronFuses: null,
      directories: { output, buildResources: 'resources' },
    },
  });
  const resources = join(output, 'linux-unpacked', 'resources');
  return { folder, archive: join(resources, 'app.asar'), resources };
}
