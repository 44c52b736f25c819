/** The one window, replaced as a whole when locking: its page and the page's process go with it. */
import { BrowserWindow, type Rectangle, type Session, screen, type WebContents } from 'electron';
import { origin } from './content-policy.ts';
import { createSpareWindow } from './spare-window.ts';
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
  /** Closing the window only hides it: Medimail stays in the tray. */
  readonly hidesOnClose: () => boolean;
  readonly onLoadFailed: (error: unknown) => void;
}

export interface ShellWindow {
  /** Opens a fresh window where the present one is, and destroys that one in the same turn. */
  replace(): void;
  /** Loads the window of the next `replace` out of sight. */
  prepare(): void;
  /** Resolves when the page that calls is the window's, or at once for any that will never be. */
  untilCurrent(contents: WebContents): Promise<void>;
  deliver(channel: string, payload: unknown): void;
  isCurrent(contents: WebContents): boolean;
  focus(): void;
  /** In front, with the keyboard. */
  isFocused(): boolean;
  act(what: 'minimize' | 'toggle-maximize' | 'close'): void;
  /** The window, as the parent of dialogs. */
  present(): BrowserWindow | null;
  /** The program ends: from now on closing is closing. */
  letGo(): void;
}

const smallest = { minWidth: 880, minHeight: 560 } as const;

const webPreferences = {
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
} as const;

/** A window out of sight, without its page. */
function bareWindow({ session, preloadFile }: WindowParts, place: WindowPlace): BrowserWindow {
  const window = new BrowserWindow({
    ...boundsOf(place),
    ...smallest,
    title: 'Medimail',
    frame: false,
    show: false,
    backgroundColor: '#e4e9e3',
    webPreferences: { session, preload: preloadFile, ...webPreferences },
  });
  window.setMenuBarVisibility(false);
  return window;
}

/** What happens to a window, by whatever event of the system. */
function listenTo(
  window: BrowserWindow,
  on: {
    readonly moved: () => void;
    readonly mayClose: () => boolean;
    readonly closed: () => void;
    readonly crashed: () => void;
  },
): void {
  for (const event of ['resized', 'moved', 'maximize', 'unmaximize'] as const) window.on(event as 'moved', on.moved);
  window.on('close', (event) => {
    if (!on.mayClose()) event.preventDefault();
  });
  window.on('closed', on.closed);
  window.webContents.on('render-process-gone', on.crashed);
}

function boundsOf({ bounds }: WindowPlace) {
  return reachableBounds(
    bounds,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
}

/** Makes the window's keeper; no window is open until `replace`. */
export function createShellWindow(parts: WindowParts): ShellWindow {
  let current: BrowserWindow | null = null;
  let place = parts.initialPlace;
  /** In the tray: a window that takes the place of a hidden one stays hidden too. */
  let isHidden = false;
  let isEnding = false;
  const spare = createSpareWindow();

  const reveal = (window: BrowserWindow) => {
    if (window !== current || window.isDestroyed() || isHidden) return;
    if (place.maximized) window.maximize();
    window.show();
  };
  const remember = (window: BrowserWindow) => {
    if (window !== current || window.isDestroyed()) return;
    place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    parts.onPlaceChanged(place);
  };
  const follow = (window: BrowserWindow) => {
    listenTo(window, {
      moved: () => remember(window),
      mayClose() {
        remember(window);
        if (window !== current || isEnding || !parts.hidesOnClose()) return true;
        isHidden = true;
        window.hide();
        return false;
      },
      closed() {
        if (window !== current) return;
        current = null;
        spare.drop();
        parts.onClosed();
      },
      crashed() {
        if (window === current) parts.onCrashed();
      },
    });
  };
  const open = (): BrowserWindow => {
    const window = bareWindow(parts, place);
    window.once('ready-to-show', () => reveal(window));
    follow(window);
    window.loadURL(`${origin}/index.html`).catch((error) => {
      // A window that was replaced while it loaded fails to load, rightly.
      if (window.isDestroyed()) return;
      // Nor is an empty page, loaded ahead, what the next one begins with.
      if (window !== current) window.destroy();
      parts.onLoadFailed(error);
    });
    return window;
  };

  return {
    replace() {
      const old = current;
      const kept = spare.take();
      current = kept ?? open();
      if (kept) {
        kept.setBounds(boundsOf(place));
        reveal(kept);
      }
      old?.destroy();
    },
    prepare: () => spare.keep(open),
    untilCurrent: spare.untilTaken,
    deliver(channel, payload) {
      if (current && !current.isDestroyed()) current.webContents.send('bridge.event', channel, payload);
    },
    isCurrent: (contents) => current !== null && !current.isDestroyed() && contents === current.webContents,
    focus() {
      isHidden = false;
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
    letGo() {
      isEnding = true;
      spare.drop();
    },
  };
}
