/**
 * The next window, loaded out of sight while the present one is in use, so that locking shows at once. It holds nothing of
 * anybody: its page has asked who it is for, and is answered only once it has become the window.
 */
import type { BrowserWindow, WebContents } from 'electron';

export interface SpareWindow {
  /** Loads one with `open`, unless one is there. */
  keep(open: () => BrowserWindow): void;
  /** Hands it over; null where there is none that lives. */
  take(): BrowserWindow | null;
  /** Resolves at once for any page but the spare one; for that one, when it is taken, and never where it is dropped. */
  untilTaken(contents: WebContents): Promise<void>;
  drop(): void;
}

interface Kept {
  readonly window: BrowserWindow;
  readonly over: Promise<void>;
  readonly end: () => void;
}

export function createSpareWindow(): SpareWindow {
  let kept: Kept | null = null;
  const drop = () => {
    const window = kept?.window;
    kept = null;
    if (window && !window.isDestroyed()) window.destroy();
  };
  return {
    keep(open) {
      if (kept) return;
      const window = open();
      let end: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      kept = { window, over, end };
      const lose = () => {
        if (kept?.window === window) drop();
      };
      // A page that died or closed is no start for another: the next window is then opened anew.
      window.on('closed', lose);
      window.webContents.on('render-process-gone', lose);
    },
    take() {
      if (!kept || kept.window.isDestroyed()) return null;
      const { window, end } = kept;
      kept = null;
      end();
      return window;
    },
    untilTaken: (contents) =>
      kept && !kept.window.isDestroyed() && kept.window.webContents === contents ? kept.over : Promise.resolve(),
    drop,
  };
}
