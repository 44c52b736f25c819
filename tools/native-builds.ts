/**
 * Compiles the encrypted database for Electron beside Node's build, into `native-builds/<platform>-<arch>-abi<n>/`,
 * where `main/session/store/native-binding.ts` finds it. The other native modules use Node-API: one build serves both.
 * Needs Electron's headers from the network.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runCommand, stopWithChildren } from './run-command.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const moduleName = 'better-sqlite3-multiple-ciphers';
const headers = 'https://electronjs.org/headers';
const limitMs = 20 * 60_000;

/** Version of the pinned Electron and the ABI that its native modules are made for. */
async function electronTarget(): Promise<{ version: string; abi: string }> {
  const folder = join(root, 'node_modules', 'electron');
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  return { version: manifest.version, abi: (await readFile(join(folder, 'abi_version'), 'utf8')).trim() };
}

async function main(): Promise<void> {
  stopWithChildren();
  const { version, abi } = await electronTarget();
  const arch = process.env['npm_config_arch'] ?? process.arch;
  const destination = join(root, 'native-builds', `${process.platform}-${arch}-abi${abi}`);
  const folder = await mkdtemp(join(tmpdir(), 'medimail-native-'));
  try {
    const copy = join(folder, moduleName);
    await cp(join(root, 'node_modules', moduleName), copy, {
      recursive: true,
      filter: (source) => !source.startsWith(join(root, 'node_modules', moduleName, 'build')),
    });
    const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
    const args = [gyp, 'rebuild', '--release', `--target=${version}`, `--arch=${arch}`, `--dist-url=${headers}`];
    // A directory of Node's own headers, as a developer's settings may name one, would give Node's ABI.
    const { npm_config_nodedir: _nodeHeaders, ...env } = process.env;
    const run = await runCommand(process.execPath, args, {
      cwd: copy,
      limitMs,
      env: { ...env, npm_config_runtime: 'electron' },
      onOutput: (text) => process.stdout.write(text),
    });
    if (run.exitCode !== 0) throw new Error(`node-gyp ended with ${run.exitCode ?? 'a kill'}`);
    await mkdir(destination, { recursive: true });
    await cp(join(copy, 'build', 'Release', 'better_sqlite3.node'), join(destination, 'better_sqlite3.node'));
    process.stdout.write(`Electron ${version}, ABI ${abi}: ${destination}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
