/** In the page's own world: puts what the preload exposes on `window`, frozen as Electron does. Source text. */
import type { WorldLink } from './world-link.ts';

/** Starts the page's side. */
export function startMainWorld(link: WorldLink): void {
  const freeze = (value: unknown): unknown => {
    if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
      for (const item of Object.values(value)) freeze(item);
      Object.freeze(value);
    }
    return value;
  };
  link.onNotice('expose', (payload) => {
    const { key, api } = payload as { key: string; api: unknown };
    Object.defineProperty(globalThis, key, { value: freeze(api), enumerable: true });
  });
  // Under Electron a refused window is null; Chromium's own closes a moment after it opened.
  const page = globalThis as unknown as { open: unknown; document: { baseURI: string } };
  page.open = (address?: unknown) => {
    link.notify('open', String(new URL(String(address ?? ''), page.document.baseURI)));
    return null;
  };
}
