/** `app`: life cycle, folders, the single instance. */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type Electron from 'electron';
import { closeEverything } from './browser-window.ts';
import { emulated, NotEmulatedError } from './emulated.ts';
import { browser, record, settings } from './host.ts';
import { type InstanceLock, lockInstance } from './single-instance.ts';
import { windowNews } from './window-list.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

/** The nearest `package.json` above the main entry. */
function packageOf(entry: string): { folder: string; name: string; version: string } {
  let folder = dirname(entry);
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { folder, name: manifest.productName ?? manifest.name, version: manifest.version };
}

const configFolder = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');

class EmulatedApp
  extends EventEmitter
  implements
    Pick<
      Electron.App,
      | 'whenReady'
      | 'isReady'
      | 'quit'
      | 'exit'
      | 'getPath'
      | 'setPath'
      | 'getAppPath'
      | 'getVersion'
      | 'getName'
      | 'getLocale'
      | 'enableSandbox'
      | 'isPackaged'
      | 'requestSingleInstanceLock'
      | 'setAppUserModelId'
      | 'setLoginItemSettings'
      | 'setBadgeCount'
      | 'isDefaultProtocolClient'
      | 'setAsDefaultProtocolClient'
      | 'removeAsDefaultProtocolClient'
    >
{
  readonly isPackaged = settings.packaged;
  readonly #paths = new Map<string, string>();
  #package = { folder: process.cwd(), name: 'medimail', version: '0.0.0' };
  #instance: InstanceLock | null = null;
  #ready: Promise<void> | null = null;
  #isReady = false;
  #quitting = false;

  readonly commandLine = emulated('app.commandLine', {
    appendSwitch: (name: string, value?: string) => record('app.commandLine.appendSwitch', { name, value }),
  });

  constructor() {
    super();
    windowNews.on('created', (contents) => this.emit('web-contents-created', {}, contents));
    windowNews.on('all-closed', () => {
      if (this.#quitting) return;
      if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
      else this.quit();
    });
  }

  /** Called by the launcher once the entry has run: Electron becomes ready by itself, unless it was told to leave. */
  begin(): void {
    if (!this.#quitting) void this.whenReady();
  }

  /** Told by the launcher before the entry runs. */
  describe(entry: string): void {
    this.#package = packageOf(entry);
  }

  whenReady(): Promise<void> {
    this.#ready ??= browser().then(() => {
      this.#isReady = true;
      this.emit('ready', {}, {});
    });
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  quit(): void {
    if (this.#quitting) return;
    let prevented = false;
    const event = {
      preventDefault: () => {
        prevented = true;
      },
    };
    this.emit('before-quit', event);
    if (prevented) return;
    this.#quitting = true;
    this.emit('will-quit', event);
    if (prevented) {
      this.#quitting = false;
      return;
    }
    void this.#leave(0);
  }

  exit(code = 0): void {
    this.#quitting = true;
    void this.#leave(code);
  }

  async #leave(code: number): Promise<void> {
    await this.#instance?.told;
    await closeEverything();
    this.emit('quit', {}, code);
    process.exit(code);
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name);
    if (set) return set;
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return configFolder;
      case 'userData':
      case 'sessionData':
        return join(configFolder, this.#package.name);
      case 'temp':
        return tmpdir();
      case 'logs':
        return join(this.getPath('userData'), 'logs');
      case 'downloads':
        return join(homedir(), 'Downloads');
      case 'documents':
        return join(homedir(), 'Documents');
      default:
        throw new NotEmulatedError(`app.getPath('${name}')`);
    }
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getAppPath(): string {
    return this.#package.folder;
  }

  getVersion(): string {
    return this.#package.version;
  }

  getName(): string {
    return this.#package.name;
  }

  getLocale(): string {
    return 'fr';
  }

  /** Every window is checked for it anyway. */
  enableSandbox(): void {
    record('app.enableSandbox');
  }

  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', { id });
  }

  #openAtLogin = false;

  getLoginItemSettings(): { openAtLogin: boolean } {
    return { openAtLogin: this.#openAtLogin };
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    record('app.setLoginItemSettings', settings);
    this.#openAtLogin = settings.openAtLogin ?? false;
  }

  setBadgeCount(count = 0): boolean {
    record('app.setBadgeCount', { count });
    return true;
  }

  readonly #protocols = new Set<string>();

  isDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.has(protocol);
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    record('app.setAsDefaultProtocolClient', { protocol });
    this.#protocols.add(protocol);
    return true;
  }

  removeAsDefaultProtocolClient(protocol: string): boolean {
    record('app.removeAsDefaultProtocolClient', { protocol });
    return this.#protocols.delete(protocol);
  }

  requestSingleInstanceLock(): boolean {
    this.#instance ??= lockInstance(this.getPath('userData'), ({ argv, workingDirectory }) =>
      this.emit('second-instance', {}, argv, workingDirectory, null),
    );
    return this.#instance.held;
  }
}

/** The object itself, for the launcher. */
export const emulatedApp = new EmulatedApp();

/** `app`. */
export const app = emulated('app', emulatedApp);
