/** Which links the system hands over to this program, and how they come: an argument, or an event on macOS. */
import { app } from 'electron';

/** `--` ends the options: whatever a link holds, none of it is read as one of Chromium's. */
const HANDLER = [process.execPath, ['--']] as [string, string[]];

/** The link among a program's arguments: the last of them or none. */
export function linkAmong(argv: readonly string[]): string | null {
  const last = argv.at(-1) ?? '';
  return /^(mailto|medimail):/i.test(last) ? last : null;
}

/** Our own links. On Windows they are the user's to register; elsewhere the installed package has done it. */
export function claimOwnLinks(platform: NodeJS.Platform): void {
  if (platform === 'win32') app.setAsDefaultProtocolClient('medimail', ...HANDLER);
}

/** Mail links, which belong to another program until the person says otherwise. */
export const mailLinks = {
  isSet: () => app.isDefaultProtocolClient('mailto', ...HANDLER),
  /** Asks the system, which may refuse or ask the person itself: `isSet` says what came of it. */
  set(on: boolean): void {
    if (on) app.setAsDefaultProtocolClient('mailto', ...HANDLER);
    else app.removeAsDefaultProtocolClient('mailto', ...HANDLER);
  },
};
