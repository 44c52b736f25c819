/** Where Electron's own program is, where it has been installed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path of the program, or null: npm installs Electron's package without it, and it is fetched by `npx install-electron`. */
export function electronBinary(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : null;
}

/** Whether the encrypted database has been compiled for the pinned Electron (tools/native-builds.ts). */
export function hasElectronBuild(root: string): boolean {
  const abi = readFileSync(join(root, 'node_modules', 'electron', 'abi_version'), 'utf8').trim();
  const folder = `${process.platform}-${process.arch}-abi${abi}`;
  return existsSync(join(root, 'native-builds', folder, 'better_sqlite3.node'));
}
