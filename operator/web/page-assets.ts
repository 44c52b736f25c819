/** Style sheet and typeface of the pages: served by the operator itself, so that nothing is loaded from elsewhere. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const stylesheets = { '/pages/medimail.css': 'pages.css', '/pages/console.css': 'console.css' } as const;

/** In the order in which they are applied. */
export const stylesheetPaths: readonly string[] = Object.keys(stylesheets);

export interface PageAsset {
  readonly path: string;
  readonly mediaType: string;
  read(): Buffer;
}

const typeface =
  '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2';

export const pageAssets: readonly PageAsset[] = [
  ...Object.entries(stylesheets).map(([path, file]) => ({
    path,
    mediaType: 'text/css; charset=utf-8',
    read: () => readFileSync(new URL(file, import.meta.url)),
  })),
  {
    path: '/pages/atkinson-hyperlegible-next.woff2',
    mediaType: 'font/woff2',
    read: () => readFileSync(createRequire(import.meta.url).resolve(typeface)),
  },
];
