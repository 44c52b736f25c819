/** Where documents may be saved, as the administrator decided: on a shared workstation, named folders alone. */
import { realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';

export interface SaveFolders {
  /** Where a dialog begins; null where nothing is named. */
  readonly first: string | null;
  /** Whether files may be put into this folder. */
  allows(folder: string): Promise<boolean>;
  /** Whether this file may be written: its folder counts, through whatever links lead there. */
  allowsFile(path: string): Promise<boolean>;
}

/** With `named` null everything is allowed; with an empty list nothing is. */
export function createSaveFolders(
  named: readonly string[] | null,
  platform: NodeJS.Platform = process.platform,
): SaveFolders {
  const allows = async (folder: string): Promise<boolean> => {
    if (named === null) return true;
    const chosen = await trueName(folder, platform);
    if (chosen === null) return false;
    for (const one of named) {
      // A named folder that is not there (a share that is down) allows nothing.
      const root = await trueName(one, platform);
      if (root !== null && (chosen === root || chosen.startsWith(root.endsWith(sep) ? root : root + sep))) return true;
    }
    return false;
  };
  return { first: named?.[0] ?? null, allows, allowsFile: (path) => allows(dirname(path)) };
}

/** Without links, and in one case where the file system knows only one; null when there is no such folder. */
async function trueName(folder: string, platform: NodeJS.Platform): Promise<string | null> {
  const path = await realpath(folder).catch(() => null);
  return path !== null && platform === 'win32' ? path.toLowerCase() : path;
}
