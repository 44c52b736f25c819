/** How each bundle is made. Native modules stay outside, because they are files of machine code; nothing else does. */
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';
import { eventChannels, invokeChannels } from '../../contract/ipc/contracts.ts';
import type { Target } from './client.ts';

/** Loaded from node_modules at run time. */
export const nativeModules = ['better-sqlite3-multiple-ciphers', 'pkcs11js', 'pcsc-mini'] as const;

const builtins = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/** A native module that slips into a bundle would only fail on the user's machine. */
const refuseMachineCode: Plugin = {
  name: 'refuse-machine-code',
  load(id) {
    if (id.endsWith('.node'))
      this.error(`${id} is machine code: name its package in nativeModules (tools/build/targets.ts)`);
    return null;
  },
};

function base(root: string, outDir: string): InlineConfig {
  return {
    root,
    configFile: false,
    envDir: false,
    logLevel: 'warn',
    publicDir: false,
    build: { outDir, emptyOutDir: true },
  };
}

/** An ES module for Node or Electron's main process. */
export function nodeTarget(
  root: string,
  name: string,
  entry: string,
  outDir: string,
  others: readonly string[] = [],
  fileName = 'index',
): Target {
  const outside = new Set<string>([...nativeModules, ...others]);
  const shared = base(root, outDir);
  return {
    name,
    entry,
    config: {
      ...shared,
      plugins: [refuseMachineCode],
      ssr: { target: 'node', noExternal: true, external: [...outside] },
      build: {
        ...shared.build,
        ssr: entry,
        target: 'node20',
        minify: false,
        rolldownOptions: {
          external: (id) => outside.has(id) || builtins.has(id),
          output: { format: 'esm', entryFileNames: `${fileName}.js`, chunkFileNames: '[name]-[hash].js' },
        },
      },
    },
  };
}

/** One CommonJS file, which is all that a sandboxed preload may be. */
export async function preloadTarget(root: string, outDir: string): Promise<Target> {
  const entry = join(root, 'preload/preload.ts');
  const shared = base(root, outDir);
  return {
    name: 'preload',
    entry,
    config: {
      ...shared,
      plugins: [refuseMachineCode],
      define: {
        MEDIMAIL_INVOKE_CHANNELS: JSON.stringify([...invokeChannels]),
        MEDIMAIL_EVENT_CHANNELS: JSON.stringify([...eventChannels]),
      },
      build: {
        ...shared.build,
        target: 'chrome140',
        minify: false,
        lib: { entry, formats: ['cjs'], fileName: () => 'preload.cjs' },
        rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
      },
    },
  };
}

/** The page, with relative addresses, so that it works from any origin. */
export function rendererTarget(root: string, outDir: string, folder = join(root, 'renderer')): Target {
  const shared = base(folder, outDir);
  return {
    name: 'renderer',
    entry: join(folder, 'index.html'),
    config: {
      ...shared,
      base: './',
      plugins: [react(), refuseMachineCode],
      build: {
        ...shared.build,
        target: 'chrome140',
        // The content policy allows neither data: scripts nor the inline polyfill.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 4_000,
        reportCompressedSize: false,
      },
    },
  };
}
