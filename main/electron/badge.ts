/** How many received envelopes nobody opened, on the program's icon: a number by itself, or a small picture on Windows. */
import { join } from 'node:path';
import { app, type BrowserWindow, nativeImage } from 'electron';
import { type ShellLanguage, shellWords } from './words.ts';

/** Pictures are drawn up to this figure; the last says « and more ». */
const LAST_FIGURE = 9;

/** Shows the count; 0 takes it away. */
export function showBadge(
  count: number,
  at: {
    readonly platform: NodeJS.Platform;
    readonly iconsFolder: string;
    readonly language: ShellLanguage;
    readonly window: BrowserWindow | null;
  },
): void {
  if (at.platform !== 'win32') {
    app.setBadgeCount(count);
    return;
  }
  const name = count > LAST_FIGURE ? 'badge-more' : `badge-${count}`;
  const picture = count === 0 ? null : nativeImage.createFromPath(join(at.iconsFolder, `${name}.png`));
  at.window?.setOverlayIcon(picture, count === 0 ? '' : shellWords(at.language).unopened(count));
}
