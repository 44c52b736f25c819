/** `Tray` and `nativeImage`: recorded, never drawn; tests read the menu and choose in it. */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type Electron from 'electron';
import { emulated, NotEmulatedError } from './emulated.ts';
import { record } from './host.ts';

interface EmulatedMenu {
  readonly template: readonly Electron.MenuItemConstructorOptions[];
}

/** `nativeImage`: a picture that is not there is refused, which Electron would draw as nothing. */
export const nativeImage = emulated('nativeImage', {
  createFromPath(path: string) {
    if (!existsSync(path)) throw new Error(`no picture at ${path}`);
    return emulated('NativeImage', { path, setTemplateImage: () => undefined });
  },
});

class EmulatedTray extends EventEmitter {
  menu: EmulatedMenu = { template: [] };
  toolTip = '';
  isThere = true;

  setImage(image: { readonly path: string }): void {
    record('Tray.setImage', { path: image.path });
  }

  setToolTip(toolTip: string): void {
    this.toolTip = toolTip;
  }

  setContextMenu(menu: EmulatedMenu): void {
    this.menu = menu;
  }

  destroy(): void {
    this.isThere = false;
  }
}

const trays: EmulatedTray[] = [];

/** `Tray`. */
export const Tray = new Proxy(EmulatedTray, {
  construct: () => {
    const tray = new EmulatedTray();
    trays.push(tray);
    return emulated('Tray', tray);
  },
  get: (_target, property) => {
    if (property === 'prototype') return EmulatedTray.prototype;
    throw new NotEmulatedError(`Tray.${String(property)}`);
  },
});

function present(): EmulatedTray {
  const tray = trays.find(({ isThere }) => isThere);
  if (!tray) throw new Error('nothing is in the tray');
  return tray;
}

/** What a person sees of the tray. */
export function trayMenu(): { toolTip: string; items: { label: string; enabled: boolean }[] } {
  const { toolTip, menu } = present();
  const items = menu.template
    .filter(({ type }) => type !== 'separator')
    .map(({ label = '', enabled = true }) => ({ label, enabled }));
  return { toolTip, items };
}

/** What a person does by choosing there. */
export function chooseInTray(label: string): null {
  const item = present().menu.template.find((candidate) => candidate.label === label);
  if (!item?.click || item.enabled === false) throw new Error(`the tray does not offer « ${label} »`);
  (item.click as () => void)();
  return null;
}
