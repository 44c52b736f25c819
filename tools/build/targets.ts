/** How each bundle is made. Native modules stay outside, because they are files of machine code; nothing else does. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';
import { eventChannels, invokeChannels } from '../../contract/ipc/contracts.ts';
import { assetFile, assetNames } from '../../operator/web/page-assets.ts';

/** A bundle: where it comes from, and how. */
export interface Target {
  readonly name: string;
  /** Its entry; where it is absent the build fails and says so. */
  readonly entry: string;
  /** Files that shape it without being part of it. */
  readonly alsoFrom?: readonly string[];
  /** Where it goes. */
  readonly folder: string;
  readonly config: InlineConfig;
  /** Looks at what came out; throws when it must not be used. */
  readonly check?: (folder: string) => Promise<void>;
}

/** Loaded from node_modules at run time. */
const nativeModules = ['better-sqlite3-multiple-ciphers', 'pkcs11js', 'pcsc-mini', '@node-rs/argon2'] as const;

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

function base(root: string): InlineConfig {
  return { root, configFile: false, envDir: false, logLevel: 'warn', publicDir: false };
}

/** An ES module for Node or Electron's main process. `others` are provided by who runs it. */
export function nodeTarget(
  root: string,
  name: string,
  entryName: string,
  others: readonly string[] = [],
  fileName = 'index',
): Target {
  const outside = new Set<string>([...nativeModules, ...others]);
  const entry = join(root, entryName);
  return {
    name,
    entry,
    folder: join(root, 'out', name),
    config: {
      ...base(root),
      plugins: [refuseMachineCode],
      ssr: { target: 'node', noExternal: true, external: [...outside] },
      build: {
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

/** Lays the files of the operator's pages beside its bundle. */
const withPageAssets: Plugin = {
  name: 'with-page-assets',
  async generateBundle() {
    for (const fileName of assetNames) {
      this.emitFile({ type: 'asset', fileName, source: await readFile(assetFile(fileName)) });
    }
  },
};

/** The operator with all its libraries but the two of machine code. */
export function operatorTarget(root: string): Target {
  // `pg` asks for its variant in C where somebody has installed it.
  const target = nodeTarget(root, 'operator', 'operator/cli.ts', ['pg-native']);
  const plugins = [...(target.config.plugins ?? []), withPageAssets];
  return { ...target, alsoFrom: assetNames.map(assetFile), config: { ...target.config, plugins } };
}

/** The contracts, whose channels are written into the preload. */
function channelFiles(root: string): string[] {
  const folder = join(root, 'contract/ipc');
  return readdirSync(folder).map((name) => join(folder, name));
}

/** One CommonJS file, which is all that a sandboxed preload may be. */
export function preloadTarget(root: string): Target {
  const entry = join(root, 'preload/preload.ts');
  return {
    name: 'preload',
    entry,
    alsoFrom: channelFiles(root),
    folder: join(root, 'out/preload'),
    config: {
      ...base(root),
      plugins: [refuseMachineCode],
      define: {
        MEDIMAIL_INVOKE_CHANNELS: JSON.stringify([...invokeChannels]),
        MEDIMAIL_EVENT_CHANNELS: JSON.stringify([...eventChannels]),
      },
      build: {
        target: 'chrome140',
        minify: false,
        lib: { entry, formats: ['cjs'], fileName: () => 'preload.cjs' },
        rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
      },
    },
  };
}

/** Refuses a page that would need a laxer content policy than the one it is served with. */
async function checkPage(folder: string): Promise<void> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(html)) throw new Error('the page holds an inline script');
  if (/<style/i.test(html) || /\sstyle=/i.test(html)) throw new Error('the page holds an inline style');
  if (/(src|href)="(https?:)?\/\//i.test(html)) throw new Error('the page loads from elsewhere');
}

/** The page, with relative addresses, so that it works from any origin. */
export function rendererTarget(root: string): Target {
  const folder = join(root, 'renderer');
  return {
    name: 'renderer',
    entry: join(folder, 'index.html'),
    folder: join(root, 'out/renderer'),
    check: checkPage,
    config: {
      ...base(folder),
      base: './',
      plugins: [react(), refuseMachineCode],
      // Whoever builds, a test run too: never React's own checks.
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
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
