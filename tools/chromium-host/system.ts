/** The small parts of the system: power, clipboard, menu, and those that nothing may use. */
import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { promisify } from 'node:util';
import type Electron from 'electron';
import { emulated } from './emulated.ts';
import { record, settings } from './host.ts';

class EmulatedPowerMonitor extends EventEmitter implements Pick<Electron.PowerMonitor, 'getSystemIdleTime'> {
  idleSeconds = 0;

  getSystemIdleTime(): number {
    return this.idleSeconds;
  }
}

/** The object itself: tests make it suspend, lock the screen or grow idle. */
export const emulatedPower = new EmulatedPowerMonitor();
/** `powerMonitor`. */
export const powerMonitor = emulated('powerMonitor', emulatedPower);

/** Whether the system has a network; tests take it away. */
export const emulatedNetwork = { online: true };
/** `net`: the product's own requests are not made through Chromium here. */
export const net = emulated('net', {
  isOnline: () => emulatedNetwork.online,
} satisfies Partial<Electron.Net>);

/** `screen`: the one that headless Chromium draws on. */
export const screen = emulated('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 3_840, height: 2_160 } }],
} satisfies { getAllDisplays: () => Pick<Electron.Display, 'workArea'>[] });

let copied = '';
/** `clipboard`, of this process alone. */
export const clipboard = emulated('clipboard', {
  async writeText(text) {
    copied = text;
  },
  readText: async () => copied,
  clear() {
    copied = '';
  },
} satisfies Partial<Electron.Clipboard>);

/** `Menu`: recorded, never drawn. */
export const Menu = emulated('Menu', {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({ template }),
  setApplicationMenu(menu: { template: Electron.MenuItemConstructorOptions[] } | null): void {
    record(
      'Menu.setApplicationMenu',
      (menu?.template ?? []).map((item) => item.label ?? item.role ?? ''),
    );
  },
});

/** `shell`: recorded; where a person is there, the system's browser opens. */
export const shell = emulated('shell', {
  async openExternal(url) {
    record('shell.openExternal', url);
    if (!settings.headless) await promisify(execFile)('xdg-open', [url]);
  },
} satisfies Partial<Electron.Shell>);
