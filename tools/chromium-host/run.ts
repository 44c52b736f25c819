/**
 * Runs an Electron main entry over Chromium: `node --import tsx tools/chromium-host/run.ts out/main/index.js`.
 *
 * A development tool, for machines where Electron's own program is not installed; nothing of it ships.
 */
import { register } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, emulatedApp } from './app.ts';
import { startControl } from './control.ts';
import './electron.ts';

const entry = process.argv[2];
if (!entry) throw new Error('usage: run.ts MAIN_ENTRY');
const entryPath = resolve(entry);

// `electron` is the module beside this file, whoever asks for it; the real one would try to download its program.
const facade = new URL('./electron.ts', import.meta.url).href;
register(
  `data:text/javascript,${encodeURIComponent(`
    export function resolve(specifier, context, next) {
      return specifier === 'electron' || specifier === 'electron/main'
        ? { url: ${JSON.stringify(facade)}, shortCircuit: true }
        : next(specifier, context);
    }`)}`,
);

emulatedApp.describe(entryPath);
Object.defineProperty(process, 'resourcesPath', { value: join(app.getAppPath(), 'resources') });
startControl(() => app.quit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.exit(0));

await import(pathToFileURL(entryPath).href);
emulatedApp.begin();
