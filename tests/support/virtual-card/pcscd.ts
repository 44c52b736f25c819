/**
 * A PC/SC service of one's own. pcscd's socket path is compiled in, but started as systemd would start it
 * (`LISTEN_FDS`, a listening socket as file descriptor 3) it serves any socket, and clients find it through
 * `PCSCLITE_CSOCK_NAME`. So each test process, tour or demo has its own pcscd with its own readers, and may stop,
 * kill and restart it without anyone else noticing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeOpenscConfig } from './opensc-config.ts';
import type { VirtualReader } from './virtual-card.ts';

const driverPath = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const pcscdPath = '/usr/sbin/pcscd';
const runDirectory = '/run/pcscd';
const startTimeoutMs = 10_000;

/** A running PC/SC service with virtual readers. */
export interface Pcscd {
  readonly readers: readonly [VirtualReader, VirtualReader];
  /** What clients (card processes, pkcs11-tool, …) need in their environment to reach this service. */
  readonly environment: { readonly PCSCLITE_CSOCK_NAME: string; readonly OPENSC_CONF: string };
  readonly isRunning: boolean;
  /** Ends the service, orderly (`SIGTERM`) or not (`SIGKILL`). */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again after `stop`, on the same socket, with the same readers. */
  start(): Promise<void>;
  /** Ends the service for good and removes its files. */
  close(): Promise<void>;
}

/**
 * Starts a PC/SC service with two virtual readers, as many as the virtual reader driver can tell apart.
 *
 * It dies with this process. Fails with what to install when pcscd or the virtual reader driver is missing.
 */
export async function startPcscd(): Promise<Pcscd> {
  checkInstalled();
  const directory = mkdtempSync(join(tmpdir(), 'medimail-pcscd-'));
  const port = await freePortPair();
  const socketPath = join(directory, 'pcscd.comm');
  const configPath = join(directory, 'reader.conf');
  writeFileSync(configPath, readerEntry(port));
  const environment = { PCSCLITE_CSOCK_NAME: socketPath, OPENSC_CONF: writeOpenscConfig(directory) };
  let daemon: ChildProcess | null = null;
  const removeFiles = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeFiles);

  async function start(): Promise<void> {
    if (daemon) throw new Error('pcscd runs already');
    daemon = await launch({ directory, socketPath, configPath });
    const started = daemon;
    started.once('exit', () => {
      if (daemon === started) daemon = null;
    });
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = daemon;
    if (!running) return;
    running.kill(signal);
    const late = setTimeout(() => running.kill('SIGKILL'), 3000);
    await once(running, 'exit');
    clearTimeout(late);
    daemon = null;
  }

  await start();
  return {
    readers: [
      { name: `${friendlyName} 00 00`, port },
      { name: `${friendlyName} 00 01`, port: port + 1 },
    ],
    environment,
    get isRunning() {
      return daemon !== null;
    },
    start,
    stop,
    async close() {
      await stop();
      removeFiles();
      process.off('exit', removeFiles);
    },
  };
}

const friendlyName = 'Medimail Virtual Reader';

function readerEntry(port: number): string {
  const channel = `0x${port.toString(16).toUpperCase()}`;
  return `FRIENDLYNAME "${friendlyName}"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${driverPath}\nCHANNELID ${channel}\n`;
}

/** Says what is missing rather than failing somewhere below. */
function checkInstalled(): void {
  const missing = [
    existsSync(pcscdPath) ? null : 'pcscd',
    existsSync(driverPath) ? null : 'vsmartcard-vpcd',
    existsSync('/usr/bin/setpriv') ? null : 'util-linux',
  ].filter((name) => name !== null);
  if (missing.length > 0) throw new Error(`install: apt-get install --no-install-recommends ${missing.join(' ')}`);
  // pcscd insists on this folder even when its socket is elsewhere.
  if (!existsSync(runDirectory)) {
    try {
      mkdirSync(runDirectory, { mode: 0o755 });
    } catch (cause) {
      throw new Error(`as root: install -d -o "$USER" ${runDirectory}`, { cause });
    }
  }
  accessSync(runDirectory, constants.W_OK);
}

async function launch(from: { directory: string; socketPath: string; configPath: string }) {
  const { directory, socketPath, configPath } = from;
  rmSync(socketPath, { force: true });
  const draftPath = join(directory, 'listening');
  rmSync(draftPath, { force: true });
  const logPath = join(directory, 'pcscd.log');
  const log = openSync(logPath, 'w', 0o600);
  const server = createServer();
  server.listen(draftPath);
  await once(server, 'listening');
  const listening = (server as unknown as { _handle: { fd: number } })._handle.fd;
  // The shell learns its own process id, which the socket activation protocol wants; exec keeps it. The service must
  // not outlive this process, whatever kills it.
  const script = 'LISTEN_PID=$$ LISTEN_FDS=1 exec setpriv --pdeathsig TERM "$0" --foreground --info --config "$1"';
  const daemon = spawn('/bin/sh', ['-c', script, pcscdPath, configPath], { stdio: ['ignore', log, log, listening] });
  closeSync(log);
  // Closing our copy removes the path it was bound to, so the socket is renamed first; nobody knew the old name.
  renameSync(draftPath, socketPath);
  server.close();
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const text = readFileSync(logPath, 'utf8');
    if (text.includes('daemon ready') && text.includes('Waiting for virtual ICC')) return daemon;
    if (daemon.exitCode !== null || Date.now() > deadline || text.includes('Could not')) {
      daemon.kill('SIGKILL');
      throw new Error(`pcscd did not start:\n${text}`);
    }
    await delay(5);
  }
}

/** Finds two neighbouring free ports below the range that outgoing connections take theirs from. */
async function freePortPair(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + 2 * randomInt(6000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error('no free ports for virtual readers');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const outcome = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '0.0.0.0', () => resolve(true));
  });
  if (outcome) await new Promise<void>((resolve) => probe.close(() => resolve()));
  return outcome;
}
