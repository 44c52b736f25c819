/** Where the parts of the program lie, and, in a tree that is not packaged, what tests put in their place. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Installation {
  readonly isPackaged: boolean;
  /** Everything that Medimail keeps on this workstation. */
  readonly dataFolder: string;
  readonly rendererFolder: string;
  readonly preloadFile: string;
  readonly sessionFile: string;
  readonly cardHostFile: string;
  readonly documentsFile: string;
  /** Pictures of the tray and of the badge. */
  readonly iconsFolder: string;
}

/** `userDataFolder` is the system's choice; development may name another by `MEDIMAIL_DATA`. */
export function locateInstallation(
  isPackaged: boolean,
  userDataFolder: string,
  resourcesFolder: string,
  environment: NodeJS.ProcessEnv,
): Installation {
  // This file is bundled into out/main/index.js.
  const out = dirname(dirname(fileURLToPath(import.meta.url)));
  const named = (name: string, usual: string) => {
    const given = isPackaged ? undefined : environment[name];
    return given ? resolve(given) : usual;
  };
  return {
    isPackaged,
    dataFolder: named('MEDIMAIL_DATA', userDataFolder),
    rendererFolder: named('MEDIMAIL_RENDERER', join(out, 'renderer')),
    preloadFile: join(out, 'preload', 'preload.cjs'),
    sessionFile: named('MEDIMAIL_SESSION_ENTRY', join(out, 'session', 'index.js')),
    cardHostFile: named('MEDIMAIL_CARD_HOST_ENTRY', join(out, 'native', 'host.js')),
    documentsFile: join(out, 'documents', 'index.js'),
    iconsFolder: join(resourcesFolder, 'tray'),
  };
}
