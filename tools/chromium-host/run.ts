/**
 * Runs an Electron main entry over Chromium: `node out/host/run.js out/main/index.js`. Built as one module, which is both
 * the program and what `electron` is to the entry.
 *
 * A development tool, for machines where Electron's own program is not installed; nothing of it ships.
 */
import { register } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, emulatedApp } from './app.ts';
import { startControl } from './control.ts';

export * from './electron.ts';
export { default } from './electron.ts';

const entry = process.argv[2];
if (!entry) throw new Error('usage: run.ts MAIN_ENTRY');
const entryPath = resolve(entry);

// `electron` is this module, whoever asks for it; the real one would try to download its program.
register(
  `data:text/javascript,${encodeURIComponent(`
    export function resolve(specifier, context, next) {
      return specifier === 'electron' || specifier === 'electron/main'
        ? { url: ${JSON.stringify(import.meta.url)}, shortCircuit: true }
        : next(specifier, context);
    }`)}`,
);

emulatedApp.describe(entryPath);
Object.defineProperty(process, 'resourcesPath', { value: join(app.getAppPath(), 'resources') });
startControl(() => app.quit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.exit(0));

// Not awaited here: the entry waits for this module, which it imports.
import(pathToFileURL(entryPath).href).then(
  () => emulatedApp.begin(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
