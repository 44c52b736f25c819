/** How the stand-in is set up, from the environment of the launcher. */
import { existsSync } from 'node:fs';
import { NotEmulatedError } from './emulated.ts';

export interface HostSettings {
  /** Chromium's program. */
  readonly chromium: string;
  /** No window is drawn: there is no display, or none is wanted. */
  readonly headless: boolean;
  /** Opens a debugging port on loopback beside the pipe, so that tests can attach. */
  readonly debuggingPort: boolean;
  /** File that stands for the operating system's secret store; null means there is none. */
  readonly keyringFile: string | null;
  /** `app.isPackaged`, to test what a packaged build refuses. */
  readonly packaged: boolean;
}

/** Debian's `/usr/bin/chromium` is a shell script that adds extensions and switches; the program itself is preferred. */
const places = [
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Reads the settings once, when the launcher starts. */
export function readSettings(environment: NodeJS.ProcessEnv): HostSettings {
  const chromium = environment['MEDIMAIL_CHROMIUM'] ?? places.find((place) => existsSync(place));
  if (!chromium) throw new NotEmulatedError('a window, because Chromium is not installed (apt-get install chromium)');
  return {
    chromium,
    headless: !environment['DISPLAY'] || environment['MEDIMAIL_HOST_HEADLESS'] === '1',
    debuggingPort: environment['MEDIMAIL_HOST_DEBUGGING_PORT'] === '1',
    keyringFile: environment['MEDIMAIL_HOST_KEYRING'] ?? null,
    packaged: environment['MEDIMAIL_HOST_PACKAGED'] === '1',
  };
}
