/**
 * Debian's HAProxy on loopback, as the operator guide sets it up: TLS goes through it as it is, each connection says whose it
 * is, and `/readyz` says who is there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Balancer {
  readonly url: string;
  /** Whether it sends connections to that server, as its own statistics say. */
  isUp(index: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Where it comes from, to be known from who comes to a node without it. */
export const BALANCER_ADDRESS = '127.0.0.9';

/** Column of HAProxy's statistics. */
const STATUS = 17;
const START_MS = 10_000;

/** Starts it before the nodes at these ports, of which none need be there yet. */
export async function startBalancer(ports: readonly number[], caFile: string): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-haproxy-'));
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  const statistics = join(folder, 'stats');
  const servers = ports.map((one, index) => `  server node-${index} 127.0.0.1:${one}`);
  writeFileSync(
    file,
    `global
  maxconn 500
  stats socket ${statistics} mode 600
defaults
  mode tcp
  timeout connect 2s
  timeout client 5m
  timeout server 5m
  retries 3
  option redispatch 1
listen medimail
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /readyz
  source ${BALANCER_ADDRESS}
  default-server send-proxy-v2 check check-send-proxy check-ssl ca-file ${caFile} inter 500ms fall 1 rise 1
${servers.join('\n')}
`,
  );
  const child = spawn('/usr/sbin/haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  await answering(child, port);
  return {
    url: `https://127.0.0.1:${port}`,
    async isUp(index) {
      const line = (await ask(statistics, 'show stat'))
        .split('\n')
        .find((one) => one.startsWith(`medimail,node-${index},`));
      return line?.split(',')[STATUS] === 'UP';
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) child.kill('SIGKILL');
      else child.emit('exit');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What HAProxy answers to a command on its socket. */
async function ask(socketFile: string, command: string): Promise<string> {
  const socket = connect(socketFile);
  socket.end(`${command}\n`);
  return text(socket);
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(child: ChildProcess, port: number): Promise<void> {
  for (const until = Date.now() + START_MS; ; ) {
    if (child.exitCode !== null) throw new Error(`HAProxy ended with ${child.exitCode}`);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    if (Date.now() > until) throw new Error('HAProxy does not listen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
