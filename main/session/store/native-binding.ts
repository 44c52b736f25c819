/**
 * Which compiled build of the encrypted database the running program can load: Node's, which npm leaves in
 * node_modules, or Electron's, which lies beside it in `native-builds/`. Each runtime has its own ABI number.
 */
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Options for the database's constructor; empty where the build that npm made is the right one. */
export function nativeBindingOptions(): { nativeBinding?: string } {
  const folder = `${process.platform}-${process.arch}-abi${process.versions.modules}`;
  const file = join(packageRoot(), 'native-builds', folder, 'better_sqlite3.node');
  return existsSync(file) ? { nativeBinding: file } : {};
}

/**
 * The repository, or the package's archive. This module lies in `out/session/` when bundled and in
 * `main/session/store/` otherwise; folders further up are never searched, since others may write there.
 */
function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const isBundled = here.endsWith(`${sep}out${sep}session`);
  return isBundled ? join(here, '..', '..') : join(here, '..', '..', '..');
}
