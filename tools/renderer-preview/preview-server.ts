/** Builds the preview as the product is built and serves it on loopback under the product's own content policy. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { pageHeaders } from '../../main/electron/content-policy.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.pfb': 'application/octet-stream',
};

/** The preview samples live in blobs, which the product's attachments do not. */
const headers = Object.fromEntries(
  Object.entries(pageHeaders).map(([name, value]) => [
    name,
    name === 'content-security-policy' ? value.replace("connect-src 'self'", "connect-src 'self' blob:") : value,
  ]),
);

/** What is named by what it holds is compiled once, not for every state. */
const keptFor = (file: string) =>
  file.includes(`${sep}assets${sep}`) ? { 'cache-control': 'max-age=86400, immutable' } : {};

export interface PreviewServer {
  /** `http://127.0.0.1:port/` */
  readonly address: string;
  close(): Promise<void>;
}

/** Builds into a temporary folder and listens on a free port of loopback. */
export async function startPreviewServer(): Promise<PreviewServer> {
  const folder = await mkdtemp(join(tmpdir(), 'medimail-preview-'));
  await buildInto(folder);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://preview').pathname;
    const file = normalize(join(folder, path === '/' ? 'index.html' : decodeURIComponent(path)));
    const type = types[extname(file)];
    if (!file.startsWith(folder + sep) || !type) {
      response.writeHead(404, headers).end();
      return;
    }
    readFile(file).then(
      (body) => response.writeHead(200, { ...headers, 'content-type': type, ...keptFor(file) }).end(body),
      () => response.writeHead(404, headers).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As for production, under a test runner too: libraries lay nothing out where they take themselves to be tested. */
async function buildInto(folder: string): Promise<void> {
  const mode = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      root: fileURLToPath(new URL('.', import.meta.url)),
      base: './',
      plugins: [react()],
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'chrome140',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 8_000,
        reportCompressedSize: false,
      },
    });
  } finally {
    if (mode === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = mode;
  }
}
