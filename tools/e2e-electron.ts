/**
 * `npm run e2e:electron`: the end-to-end scenes on Electron's own program instead of Chromium's stand-in. The program is
 * fetched by `npx install-electron`, where its download site can be reached.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary } from './start/electron-binary.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

async function main(): Promise<number> {
  if (electronBinary(root) === null) {
    process.stdout.write("Electron's program is not installed; fetch it with:  npx install-electron\n");
    return 1;
  }
  const tsx = ['--import', 'tsx'];
  const built = await run([...tsx, join(root, 'tools', 'build.ts')]);
  const compiled = built === 0 ? await run([...tsx, join(root, 'tools', 'native-builds.ts')]) : built;
  if (compiled !== 0) return compiled;
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const scenes = [vitest, 'run', '--project', 'e2e', 'tests/e2e', ...process.argv.slice(2)];
  return run(scenes, { MEDIMAIL_SHELL: 'electron' });
}

process.exit(await main());
