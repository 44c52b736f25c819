/**
 * Which compiled build of the encrypted database the running program can load: Node's, which npm leaves in
 * node_modules, or Electron's, which lies beside it in `native-builds/`. Each runtime has its own ABI number.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Options for the database's constructor; empty where the build that npm made is the right one. */
export function nativeBindingOptions(): { nativeBinding?: string } {
  const folder = `${process.platform}-${process.arch}-abi${process.versions.modules}`;
  const file = join(packageRoot(), 'native-builds', folder, 'better_sqlite3.node');
  return existsSync(file) ? { nativeBinding: file } : {};
}

/** Nearest folder upwards with a package.json: the repository, or the package's archive. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
