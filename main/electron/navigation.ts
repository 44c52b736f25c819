/** Pages of ours stay where they are: no navigation, no further window, no embedded browser. */
import { app } from 'electron';
import { origin } from './content-policy.ts';

/** Where a frame inside the page may go: attachments, and documents that the page itself made. */
function isAllowedInFrame(url: string): boolean {
  return url.startsWith(`${origin}/attachment/`) || url.startsWith('blob:') || url === 'about:srcdoc';
}

/** Applies to every page that will ever be created. */
export function denyNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (details) => {
      if (details.isMainFrame || !isAllowedInFrame(details.url)) details.preventDefault();
    });
    contents.on('will-redirect', (details) => details.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('page-title-updated', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
