/** A real clamd with signatures of our own, on a socket in a folder of its own; and stand-ins for one that misbehaves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The harmless file that every scanner knows; never whole in these sources, so that theirs leave them alone. */
export const EICAR = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
);

/** Found wherever it stands in a file, under a name that holds what must not be shown. */
export const OWN_MARK = ['MEDIMAIL', 'ESSAI', 'NUISIBLE'].join('-');

export interface Clamd {
  readonly socket: string;
  /** Starts it and waits until it listens. */
  start(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Streams that it is receiving or scanning. */
  streams(): readonly string[];
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Debian's clamd, not yet started. */
export function createClamd(): Clamd {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-clamd-'));
  const socket = join(folder, 'clamd.sock');
  writeSignatures(join(folder, 'signatures'));
  const streams = join(folder, 'streams');
  mkdirSync(streams);
  let child: ChildProcess | null = null;
  const clamd: Clamd = {
    socket,
    async start(settings = {}) {
      const all = {
        LocalSocket: socket,
        FixStaleSocket: 'yes',
        DatabaseDirectory: join(folder, 'signatures'),
        TemporaryDirectory: streams,
        Foreground: 'yes',
        User: userInfo().username,
        StreamMaxLength: '100M',
        ...settings,
      };
      const file = join(folder, 'clamd.conf');
      writeFileSync(
        file,
        Object.entries(all)
          .map(([name, value]) => `${name} ${value}\n`)
          .join(''),
      );
      child = spawn('/usr/sbin/clamd', ['--config-file', file], { stdio: 'ignore' });
      await untilListening(socket, child);
    },
    streams: () => readdirSync(streams),
    async kill() {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    },
    async remove() {
      await clamd.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return clamd;
}

/** EICAR by its digest alone (hdb), our mark anywhere (ndb). */
function writeSignatures(folder: string): void {
  mkdirSync(folder);
  const md5 = createHash('md5').update(EICAR).digest('hex');
  writeFileSync(join(folder, 'test.hdb'), `${md5}:${EICAR.length}:Essai.Eicar\n`);
  writeFileSync(join(folder, 'test.ndb'), `Essai.Marque<b>:0:*:${Buffer.from(OWN_MARK).toString('hex')}\n`);
}

async function untilListening(socket: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`clamd stopped with ${child.exitCode}`);
    const isUp = await new Promise<boolean>((resolve) => {
      const probe = createConnection(socket);
      probe.once('connect', () => {
        probe.destroy();
        resolve(true);
      });
      probe.once('error', () => resolve(false));
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface StandIn {
  readonly port: number;
  close(): Promise<void>;
}

/** Something on a port that is pinged like clamd, and does with streams what the test says. */
export async function standInForClamd(onStream: (socket: Socket, bytes: Buffer) => void): Promise<StandIn> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      if (bytes.toString('latin1') === 'zPING\0') socket.end('PONG\0');
      else onStream(socket, bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
