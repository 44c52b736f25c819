/** The one window, replaced as a whole when locking: its page and the page's process go with it. */
import { BrowserWindow, type Rectangle, type Session, screen, type WebContents } from 'electron';
import { origin } from './content-policy.ts';
import { reachableBounds } from './window-place.ts';

/** Where the window was. */
export interface WindowPlace {
  readonly bounds: Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'>;
  readonly maximized: boolean;
}

export interface WindowParts {
  readonly session: Session;
  readonly preloadFile: string;
  readonly initialPlace: WindowPlace;
  readonly onPlaceChanged: (place: WindowPlace) => void;
  readonly onCrashed: () => void;
  /** The user closed the window. */
  readonly onClosed: () => void;
  readonly onLoadFailed: (error: unknown) => void;
}

export interface ShellWindow {
  /** Opens a fresh window where the present one is, and destroys that one in the same turn. */
  replace(): void;
  deliver(channel: string, payload: unknown): void;
  isCurrent(contents: WebContents): boolean;
  focus(): void;
  /** In front, with the keyboard. */
  isFocused(): boolean;
  act(what: 'minimize' | 'toggle-maximize' | 'close'): void;
  /** The window, as the parent of dialogs. */
  present(): BrowserWindow | null;
}

const smallest = { minWidth: 880, minHeight: 560 } as const;

/** Makes the window's keeper; no window is open until `replace`. */
export function createShellWindow(parts: WindowParts): ShellWindow {
  let current: BrowserWindow | null = null;
  let place = parts.initialPlace;

  const open = (): BrowserWindow => {
    const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = new BrowserWindow({
      ...reachableBounds(place.bounds, workAreas),
      ...smallest,
      title: 'Medimail',
      frame: false,
      show: false,
      backgroundColor: '#e4e9e3',
      webPreferences: {
        session: parts.session,
        preload: parts.preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        // Compiled scripts are not written to disk either.
        v8CacheOptions: 'none',
      },
    });
    window.setMenuBarVisibility(false);
    if (place.maximized) window.maximize();
    window.once('ready-to-show', () => {
      if (!window.isDestroyed()) window.show();
    });
    const remember = () => {
      if (window !== current || window.isDestroyed()) return;
      place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
      parts.onPlaceChanged(place);
    };
    for (const event of ['resized', 'moved', 'maximize', 'unmaximize'] as const) window.on(event as 'moved', remember);
    window.on('close', remember);
    window.on('closed', () => {
      if (window !== current) return;
      current = null;
      parts.onClosed();
    });
    window.webContents.on('render-process-gone', () => {
      if (window === current) parts.onCrashed();
    });
    window.loadURL(`${origin}/index.html`).catch((error) => {
      // A window that was replaced while it loaded fails to load, rightly.
      if (window === current) parts.onLoadFailed(error);
    });
    return window;
  };

  return {
    replace() {
      const old = current;
      current = open();
      old?.destroy();
    },
    deliver(channel, payload) {
      if (current && !current.isDestroyed()) current.webContents.send('bridge.event', channel, payload);
    },
    isCurrent: (contents) => current !== null && !current.isDestroyed() && contents === current.webContents,
    focus() {
      if (!current) return;
      if (current.isMinimized()) current.restore();
      current.show();
      current.focus();
    },
    isFocused: () => current?.isFocused() ?? false,
    act(what) {
      if (!current) return;
      if (what === 'minimize') current.minimize();
      else if (what === 'close') current.close();
      else if (current.isMaximized()) current.unmaximize();
      else current.maximize();
    },
    present: () => current,
  };
}
