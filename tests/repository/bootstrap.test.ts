/** The first step of every command, on a small tree of its own with stand-ins for Debian's and npm's programs. */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../tools/run-command.ts';
import { debianPackages } from '../../tools/setup/debian-packages.mjs';

const root = join(import.meta.dirname, '..', '..');
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** What the first step and the command's own program load. */
const packages = ['tsx', 'esbuild', 'better-sqlite3-multiple-ciphers', 'bindings', 'file-uri-to-path', 'pkcs11js'];

describe('the first step of a command', () => {
  let folder: string;
  let calls: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medimail-bootstrap-'));
    calls = join(folder, 'calls');
    await mkdir(join(folder, 'tools'));
    await mkdir(join(folder, 'bin'));
    await cp(join(root, 'tools', 'setup'), join(folder, 'tools', 'setup'), { recursive: true });
    await cp(join(root, 'tools', 'bootstrap.mjs'), join(folder, 'tools', 'bootstrap.mjs'));
    await cp(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', scripts: { tour: 'node tools/bootstrap.mjs tour' } }),
    );
    await writeFile(
      join(folder, 'tools', 'tour.ts'),
      `process.stdout.write('hello ' + process.argv.slice(2)); process.exit(7);`,
    );
    // Packages are linked one by one into a folder of this tree, so that nothing here can empty the repository's own.
    await mkdir(join(folder, 'node_modules'));
    const hiddenLock = join('node_modules', '.package-lock.json');
    await cp(join(root, hiddenLock), join(folder, hiddenLock));
    for (const name of packages) await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    await writeFile(join(folder, 'bin', 'package.json'), '{"type":"commonjs"}');
    await writeFile(
      join(folder, 'bin', 'npm.js'),
      `require('fs').appendFileSync(${JSON.stringify(calls)}, 'npm ' + process.argv.slice(2).join(' ') + '\\n');`,
    );
    await writeFile(calls, '', { mode: 0o666 });
    await chmod(calls, 0o666);
    await chmod(folder, 0o755);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A program of this name that notes its arguments, writes `output` and ends with `exitCode`. */
  async function standIn(name: string, output = '', exitCode = 0): Promise<void> {
    const script = `#!/bin/sh\necho "${name} $*" >> '${calls}'\nprintf '%b' '${output}'\nexit ${exitCode}\n`;
    await writeFile(join(folder, 'bin', name), script, { mode: 0o755 });
  }

  const installed = (names: readonly string[]): string =>
    names.map((name) => `Package: ${name}\\nStatus: install ok installed\\n\\n`).join('');

  async function bootstrap(args: readonly string[], user?: number) {
    const env = {
      ...process.env,
      PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
      npm_execpath: join(folder, 'bin', 'npm.js'),
      HOME: folder,
    };
    const node = [process.execPath, join(folder, 'tools', 'bootstrap.mjs'), ...args];
    const command = user === undefined ? node : ['setpriv', '--reuid', String(user), '--clear-groups', ...node];
    const [program = process.execPath, ...rest] = command;
    return runCommand(program, rest, { cwd: folder, limitMs: 60_000, env });
  }

  it('says nothing when there is nothing to do, and ends as the command ends', async () => {
    await standIn('dpkg-query', installed(debianPackages('tour')));
    const run = await bootstrap(['tour', '--out', 'x']);
    expect(run).toMatchObject({ output: 'hello --out,x', exitCode: 7 });
  });

  it.runIf(isRoot)('says the one command to type where it may not install, and goes on', async () => {
    await standIn('dpkg-query', installed(debianPackages('tour').filter((name) => !/pcscd|opensc/.test(name))));
    await standIn('apt-get');
    const run = await bootstrap(['tour'], nobody);
    expect(run.output).toContain('sudo apt-get install -y --no-install-recommends pcscd opensc opensc-pkcs11\n');
    expect(run.output).toContain('hello');
    expect(await readFile(calls, 'utf8')).not.toContain('apt-get');
  });

  it.runIf(isRoot)('installs what is missing as root, announced', async () => {
    await standIn('dpkg-query', installed(debianPackages('tour').filter((name) => name !== 'pcscd')));
    await standIn('apt-get');
    const run = await bootstrap(['tour']);
    expect(run.output).toContain('Set-up: installing Debian packages: pcscd\n');
    expect(await readFile(calls, 'utf8')).toContain('apt-get install -y --no-install-recommends pcscd\n');
  });

  it.runIf(isRoot)(
    'refreshes the package lists once when installing fails, and goes on without in the end',
    async () => {
      await standIn('dpkg-query', '');
      await standIn('apt-get', '', 100);
      const run = await bootstrap(['tour']);
      const apt = (await readFile(calls, 'utf8')).split('\n').filter((line) => line.startsWith('apt-get'));
      expect(apt.map((line) => line.split(' ')[1])).toEqual(['install', 'update']);
      expect(run.output).toContain('going on without');
      expect(run.exitCode).toBe(7);
    },
  );

  it('runs npm ci when node_modules is not what the lockfile says', async () => {
    await standIn('dpkg-query', installed(debianPackages('tour')));
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
    lock.packages['node_modules/zod'].version = '4.0.0';
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    const run = await bootstrap(['tour']);
    expect(run.output).toContain('Set-up: npm ci');
    expect(await readFile(calls, 'utf8')).toContain('npm ci');
  });

  it('names the commands that exist when asked for another', async () => {
    await standIn('dpkg-query', '');
    const run = await bootstrap(['anything']);
    expect(run).toMatchObject({ output: 'Usage: node tools/bootstrap.mjs <tour> [arguments]\n', exitCode: 2 });
  });
});
