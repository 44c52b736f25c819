/** Whether node_modules is what the lockfile says, and whether its native builds fit the running Node. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages of a lockfile, by folder. */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * True when a package of the lockfile is absent from node_modules or has another version there. Optional packages are
 * passed over when absent: they are those of other systems.
 */
export function isTreeStale(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return true;
  const installed = lockedPackages(installedFile);
  return Object.entries(lockedPackages(join(root, 'package-lock.json'))).some(([folder, wanted]) => {
    if (folder === '') return false;
    const found = installed[folder];
    return found ? found.version !== wanted.version : !wanted.optional;
  });
}

/** True when the modules compiled on this machine load in the running Node (another major version needs another build). */
export function isNativeBuildUsable(root) {
  const program = `
    const Database = require('better-sqlite3-multiple-ciphers');
    new Database(':memory:').close();
    require('pkcs11js');
  `;
  return spawnSync(process.execPath, ['-e', program], { cwd: root, stdio: 'ignore' }).status === 0;
}
