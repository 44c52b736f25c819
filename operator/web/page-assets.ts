/** Style sheets, typeface and the one script of the pages: served by the operator itself, so that nothing is loaded from elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** In the order in which they are applied. */
const stylesheets = { '/pages/medimail.css': 'pages.css', '/pages/console.css': 'console.css' } as const;
const typeface = 'atkinson-hyperlegible-next.woff2';
const typefaceInLibrary =
  '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2';

const passkeyScript = 'passkey.js';
/** The one script: what a page asks the browser of a passkey. */
export const passkeyScriptPath = `/pages/${passkeyScript}`;

export const stylesheetPaths: readonly string[] = Object.keys(stylesheets);

/** What a bundle of the operator needs beside it. */
export const assetNames: readonly string[] = [...Object.values(stylesheets), typeface, passkeyScript];

/** Where a file of `assetNames` lies: beside this module; the typeface of unbundled sources in its library. */
export function assetFile(name: string): string {
  const beside = fileURLToPath(new URL(name, import.meta.url));
  if (name !== typeface || existsSync(beside)) return beside;
  return createRequire(import.meta.url).resolve(typefaceInLibrary);
}

export interface PageAsset {
  readonly path: string;
  readonly mediaType: string;
  read(): Buffer;
}

export const pageAssets: readonly PageAsset[] = [
  ...Object.entries(stylesheets).map(([path, file]) => ({
    path,
    mediaType: 'text/css; charset=utf-8',
    read: () => readFileSync(assetFile(file)),
  })),
  {
    path: `/pages/${typeface}`,
    mediaType: 'font/woff2',
    read: () => readFileSync(assetFile(typeface)),
  },
  {
    path: passkeyScriptPath,
    mediaType: 'text/javascript; charset=utf-8',
    read: () => readFileSync(assetFile(passkeyScript)),
  },
];
