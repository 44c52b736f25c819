/**
 * First step of every command in package.json, in plain JavaScript because nothing may be installed yet: brings the
 * machine to the point where the command can run (Debian packages, node_modules, native builds), saying what it does,
 * then hands over to `tools/<command>.ts`. Says nothing when there is nothing to do.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { debianAnswers, debianPackages, missingPackages } from './setup/debian-packages.mjs';
import { isNativeBuildUsable, isTreeStale } from './setup/node-modules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];

/** Writes one line for the person at the terminal. */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs a program with its output shown; its exit code, or 127 where it cannot be started. */
function run(program, args, env = process.env, stdio = 'inherit') {
  const child = spawnSync(program, args, { cwd: root, stdio, env });
  return child.status ?? 127;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  say(`Medimail needs Node ${oldestNode.join('.')} or newer; this is ${process.version}.`);
  process.exit(1);
}

/** Installs the missing packages as root; without root, says the one command to type, and goes on. */
function ensureDebianPackages(command) {
  const missing = missingPackages(debianPackages(command));
  if (missing === null) {
    say('Set-up: this is no Debian system, so its packages are not checked (see README.md for what is needed).');
    return;
  }
  if (missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    say(`Set-up: these Debian packages are missing: ${missing.join(' ')}`);
    say(`Set-up: install them with:  sudo apt-get ${install.join(' ')}`);
    say('Set-up: going on with what is there.');
    return;
  }
  say(`Set-up: installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // What apt says of each file would hide what we say; what it complains of is shown.
  const aptGet = (args) => run('apt-get', args, env, ['ignore', 'ignore', 'inherit']) === 0;
  spawnSync('debconf-set-selections', { input: debianAnswers, stdio: ['pipe', 'ignore', 'inherit'] });
  if (aptGet(install)) return;
  say('Set-up: refreshing the package lists and trying again.');
  if (aptGet(['update']) && aptGet(install)) return;
  say(`Set-up: the packages could not be installed; going on without ${missing.join(' ')}.`);
}

/**
 * node-gyp downloads Node's headers unless told where they are; a Node installed from a package or an archive has
 * them beside itself, so that compiling needs no network but the registry.
 */
function installEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_version.h'));
  return hasHeaders && !process.env.npm_config_nodedir
    ? { ...process.env, npm_config_nodedir: prefix }
    : { ...process.env };
}

function npm(args) {
  const npmScript = process.env.npm_execpath;
  const env = installEnvironment();
  return npmScript?.endsWith('.js') ? run(process.execPath, [npmScript, ...args], env) : run('npm', args, env);
}

function ensureNodeModules() {
  if (isTreeStale(root)) {
    say('Set-up: npm ci (compiling the encrypted database takes a minute or two)');
    if (npm(['ci', '--no-fund', '--no-audit']) !== 0) {
      say('Set-up: npm ci failed; nothing can run without it.');
      process.exit(1);
    }
  }
  if (isNativeBuildUsable(root)) return;
  say(`Set-up: compiling native modules for Node ${process.version}`);
  if (npm(['rebuild', 'better-sqlite3-multiple-ciphers', 'pkcs11js']) !== 0 || !isNativeBuildUsable(root)) {
    say('Set-up: the native modules could not be compiled: python3, make and g++ are needed.');
    process.exit(1);
  }
}

/** Runs the command's own program, with the terminal's signals passed on, and ends as it ends. */
function handOver(command, args) {
  const script = join(root, 'tools', `${command}.ts`);
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

const [command, ...args] = process.argv.slice(2);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const known = Object.values(scripts).flatMap((script) => /bootstrap\.mjs ([\w/-]+)/.exec(script)?.[1] ?? []);
if (!command || !known.includes(command)) {
  say(`Usage: node tools/bootstrap.mjs <${known.join('|')}> [arguments]`);
  process.exit(2);
}
checkNode();
ensureDebianPackages(command);
ensureNodeModules();
handOver(command, args);
