/** What `app` hears of windows, apart from both so that neither needs the other. */
import { EventEmitter } from 'node:events';
import type { EmulatedWebContents } from './web-contents.ts';

const openContents = new Set<EmulatedWebContents>();

export const windowNews = new EventEmitter<{ created: [EmulatedWebContents]; 'all-closed': [] }>();

/** A window was made. */
export function windowOpened(contents: EmulatedWebContents): void {
  openContents.add(contents);
  windowNews.emit('created', contents);
}

/** A window has gone; told on a later turn, so that one which replaces it counts. */
export function windowGone(contents: EmulatedWebContents): void {
  openContents.delete(contents);
  setImmediate(() => {
    if (openContents.size === 0) windowNews.emit('all-closed');
  });
}
