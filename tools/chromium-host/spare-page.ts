/**
 * A page kept ready for the next window, as Chromium itself keeps a spare process for Electron: a window that replaces
 * another shows at once. Only where no window is drawn, because a spare one would be seen.
 */
import { type PreparedPage, preparePage } from './attached-page.ts';
import type { Browser, WindowSize } from './browser.ts';
import { settings } from './host.ts';
import { pageScripts } from './page/scripts.ts';

/** After the window's own start, so as not to slow it. */
const DELAY_MS = 300;

interface Spare {
  readonly key: string;
  readonly page: Promise<PreparedPage>;
}

let spare: Spare | null = null;

async function prepare(browser: Browser, size: WindowSize, preload: string): Promise<PreparedPage> {
  return preparePage(browser, size, await pageScripts(preload));
}

const keyOf = (size: WindowSize, preload: string) => `${size.width}x${size.height} ${preload}`;

/** The spare page when it fits and lives, else a new one. */
export async function takePage(browser: Browser, size: WindowSize, preload: string): Promise<PreparedPage> {
  const kept = spare;
  spare = null;
  if (kept?.key === keyOf(size, preload)) {
    const page = await kept.page;
    if (!page.isGone()) return page;
  }
  return prepare(browser, size, preload);
}

/** Prepares the next page a little later. */
export function keepSpare(browser: Browser, size: WindowSize, preload: string): void {
  if (!settings.headless) return;
  setTimeout(() => {
    spare ??= { key: keyOf(size, preload), page: prepare(browser, size, preload) };
    // The program may end meanwhile; whoever takes a page that failed hears of it.
    spare.page.catch(() => undefined);
  }, DELAY_MS).unref();
}
