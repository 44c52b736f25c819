/** `BrowserWindow`: one window of Chromium, refused unless it is hardened. */
import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import type Electron from 'electron';
import { type AttachedPage, preparePage } from './attached-page.ts';
import { emulated, NotEmulatedError } from './emulated.ts';
import { browser, hostEvents, record, settings, stopBrowser } from './host.ts';
import { receiveFromPreload } from './ipc-main.ts';
import { pageScripts } from './page/scripts.ts';
import { passRequest } from './request-gate.ts';
import { type EmulatedSession, session as sessions } from './session.ts';
import { EmulatedWebContents } from './web-contents.ts';
import { windowGone, windowOpened } from './window-list.ts';

type Emulated = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'isFocused'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isMinimized'
  | 'restore'
  | 'minimize'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'getNormalBounds'
  | 'setMenuBarVisibility'
  | 'setBounds'
  | 'hide'
  | 'setOverlayIcon'
>;

/** Refuses what would make the window less than a page in a sandbox. */
function checkHardened(preferences: Electron.WebPreferences | undefined): string {
  const { sandbox, contextIsolation, nodeIntegration, preload } = preferences ?? {};
  if (sandbox !== true) throw new NotEmulatedError('a window without sandbox: true');
  if (contextIsolation !== true) throw new NotEmulatedError('a window without contextIsolation: true');
  if (nodeIntegration !== false) throw new NotEmulatedError('a window without nodeIntegration: false');
  const forbidden = [
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'webviewTag',
    'experimentalFeatures',
    'allowRunningInsecureContent',
  ] as const;
  for (const name of forbidden) {
    if (preferences?.[name]) throw new NotEmulatedError(`a window with ${name}`);
  }
  if (preferences?.webSecurity === false) throw new NotEmulatedError('a window without webSecurity');
  if (preferences?.spellcheck !== false) throw new NotEmulatedError('a window without spellcheck: false');
  if (!preload || !isAbsolute(preload)) throw new NotEmulatedError('a window without the absolute path of a preload');
  return preload;
}

let nextId = 1;
const windows = new Map<number, EmulatedWindow>();

class EmulatedWindow extends EventEmitter implements Emulated {
  readonly id = nextId++;
  /** What the product holds: this object behind its refusals. */
  readonly facade: EmulatedWindow;
  readonly #contents: EmulatedWebContents;
  readonly #ready: Promise<AttachedPage>;
  #bounds: Electron.Rectangle;
  #isShown = false;
  #destroyed = false;
  #focused = false;
  #state: 'minimized' | 'maximized' | 'normal' = 'normal';

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    const preload = checkHardened(options.webPreferences);
    const preferences = options.webPreferences;
    const given = preferences?.session as unknown as EmulatedSession | undefined;
    const session = given ?? sessions.fromPartition(preferences?.partition ?? 'persist:default');
    if (!session.permissionHandler) throw new NotEmulatedError('a window whose session has no permission handler');
    if (session.spellCheckerEnabled) throw new NotEmulatedError('a window whose session checks spelling');
    this.#contents = new EmulatedWebContents(session);
    this.#bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.#ready = this.#open(preload, session);
    this.facade = emulated('BrowserWindow', this as EmulatedWindow);
    windows.set(this.id, this.facade);
    windowOpened(this.#contents.facade);
    if (options.show !== false) this.#reveal();
  }

  get webContents(): EmulatedWebContents {
    return this.#contents.facade;
  }

  async #open(preload: string, session: EmulatedSession): Promise<AttachedPage> {
    const contents = this.#contents;
    const chromium = await browser();
    const prepared = await preparePage(chromium, this.#bounds, await pageScripts(preload));
    const page = prepared.adopt({
      message: (message, frameUrl) => void receiveFromPreload(contents, message, frameUrl),
      request: (paused, devtools, isMainFrame) =>
        void passRequest(paused, devtools, session, isMainFrame, (url, main) => contents.mayNavigate(url, main)),
      navigated: (url) => contents.emit('did-navigate', {}, url),
      loaded: () => {
        contents.emit('did-finish-load');
        this.emit('ready-to-show');
      },
      windowOpen: (url) => contents.windowOpen(url),
      crashed: () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
      closed: () => this.#gone(),
    });
    if (this.#destroyed) {
      await page.close();
      return page;
    }
    contents.attach(page);
    // Nothing hides a window that Chromium draws on a display: one that is kept for later waits small.
    if (!settings.headless && !this.#isShown && windows.size > 1) await page.setState('minimized');
    return page;
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.id);
    this.#contents.destroyed();
    this.emit('closed');
    hostEvents.emit('window-closed', { id: this.id });
    windowGone(this.#contents.facade);
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#ready;
    if (this.#destroyed) throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    this.#contents.expect(url);
    await page.navigate(url);
  }

  show(): void {
    record('BrowserWindow.show', { id: this.id });
    this.setFocused(true);
    this.#reveal();
  }

  /** Shown for the first time: from now on it is the window that a person sees. */
  #reveal(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    void this.#ready.then(async (page) => {
      if (this.#destroyed) return;
      if (!settings.headless) await page.setState('normal');
      hostEvents.emit('window-opened', { id: this.id, targetId: page.targetId });
    });
  }

  hide(): void {
    record('BrowserWindow.hide', { id: this.id });
    this.setFocused(false);
    if (!settings.headless) void this.#ready.then((page) => page.setState('minimized'));
  }

  isFocused(): boolean {
    return this.#focused;
  }

  /** What a person does by going to another program and coming back. */
  setFocused(focused: boolean): void {
    if (this.#focused === focused) return;
    this.#focused = focused;
    this.emit(focused ? 'focus' : 'blur');
  }

  focus(): void {
    record('BrowserWindow.focus', { id: this.id });
    this.setFocused(true);
    void this.#ready.then((page) => page.bringToFront());
  }

  close(): void {
    let prevented = false;
    this.emit('close', {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (!prevented) this.destroy();
  }

  destroy(): void {
    void this.#ready.then((page) => page.close());
    this.#gone();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isMinimized(): boolean {
    return this.#state === 'minimized';
  }

  minimize(): void {
    this.#enter('minimized', 'minimize');
  }

  restore(): void {
    this.#enter('normal', 'restore');
  }

  isMaximized(): boolean {
    return this.#state === 'maximized';
  }

  maximize(): void {
    this.#enter('maximized', 'maximize');
  }

  unmaximize(): void {
    this.#enter('normal', 'unmaximize');
  }

  #enter(state: 'minimized' | 'maximized' | 'normal', name: 'minimize' | 'maximize' | 'unmaximize' | 'restore'): void {
    this.#state = state;
    record(`BrowserWindow.${name}`, { id: this.id });
    // A window that is not drawn keeps its size, so that screenshots do.
    if (!settings.headless) void this.#ready.then((page) => page.setState(state));
    this.emit(name);
  }

  /** The page keeps the size that it was prepared with. */
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  setOverlayIcon(overlay: Electron.NativeImage | null, description: string): void {
    record('BrowserWindow.setOverlayIcon', { shown: overlay !== null, description });
  }

  getNormalBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }

  setMenuBarVisibility(visible: boolean): void {
    record('BrowserWindow.setMenuBarVisibility', { id: this.id, visible });
  }
}

/** `BrowserWindow`. */
export const BrowserWindow = new Proxy(EmulatedWindow, {
  construct: (_target, [options]) => new EmulatedWindow(options).facade,
  get: (_target, property) => {
    if (property === 'getAllWindows') return () => [...windows.values()];
    if (property === 'prototype') return EmulatedWindow.prototype;
    throw new NotEmulatedError(`BrowserWindow.${String(property)}`);
  },
});

/** Every window loses the keyboard: the person went to another program. */
export function blurWindows(): void {
  for (const window of windows.values()) window.setFocused(false);
}

/** Ends every window, then Chromium. */
export async function closeEverything(): Promise<void> {
  for (const window of windows.values()) window.destroy();
  await stopBrowser();
}
