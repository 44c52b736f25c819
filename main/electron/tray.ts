/** Medimail in the system's tray: whether somebody is signed in decides what it offers; it names nobody and nothing. */
import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import { type ShellLanguage, shellWords } from './words.ts';

interface TrayState {
  readonly isOpen: boolean;
  readonly unopened: number;
}

export interface TrayParts {
  readonly platform: NodeJS.Platform;
  readonly iconsFolder: string;
  readonly language: () => ShellLanguage;
  readonly open: () => void;
  readonly compose: () => void;
  readonly lock: () => void;
  readonly quit: () => void;
}

export interface ShellTray {
  /** Draws it anew: another state, or another language. */
  show(state?: TrayState): void;
  remove(): void;
}

export function createTray(parts: TrayParts): ShellTray {
  // macOS colours a template itself, and wants no second colour in it.
  const isTemplate = parts.platform === 'darwin';
  const picture = (name: string) => {
    const image = nativeImage.createFromPath(join(parts.iconsFolder, `${name}.png`));
    if (isTemplate) image.setTemplateImage(true);
    return image;
  };
  const plain = picture(isTemplate ? 'tray-template' : 'tray');
  const marked = isTemplate ? plain : picture('tray-unopened');
  const tray = new Tray(plain);
  tray.on('click', parts.open);
  let last: TrayState = { isOpen: false, unopened: 0 };
  return {
    show(state = last) {
      last = state;
      const { tray: words, unopened } = shellWords(parts.language());
      tray.setImage(state.unopened > 0 ? marked : plain);
      tray.setToolTip(state.unopened > 0 ? `Medimail · ${unopened(state.unopened)}` : 'Medimail');
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: words.open, click: parts.open },
          { label: words.compose, enabled: state.isOpen, click: parts.compose },
          { type: 'separator' },
          { label: words.lock, enabled: state.isOpen, click: parts.lock },
          { label: words.quit, click: parts.quit },
        ]),
      );
    },
    remove: () => tray.destroy(),
  };
}
