/** One running instance per user data folder: the others hand over their arguments and leave. */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface InstanceLock {
  readonly held: boolean;
  /** When not held: resolves once the running instance was told. */
  readonly told: Promise<void>;
  release(): void;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes the lock file, which names its holder; one left by a dead process is taken over. */
function take(file: string): boolean {
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false;
    rmSync(file, { force: true });
  }
}

/** Beside the lock, or, where the system's limit on such paths forbids, in the folder of temporary files. */
function socketPath(userData: string): string {
  const beside = join(userData, 'instance.sock');
  if (Buffer.byteLength(beside) < 100) return beside;
  return join(tmpdir(), `medimail-${createHash('sha256').update(userData).digest('hex').slice(0, 16)}.sock`);
}

/** Tries to be the only instance on `userData`. */
export function lockInstance(
  userData: string,
  onOther: (message: { argv: string[]; workingDirectory: string }) => void,
): InstanceLock {
  mkdirSync(userData, { recursive: true });
  const file = join(userData, 'instance.lock');
  const socket = socketPath(userData);
  if (!take(file)) {
    const told = new Promise<void>((resolve) => {
      const line = JSON.stringify({ argv: process.argv, workingDirectory: process.cwd() });
      const link = connect(socket, () => link.end(line));
      link.on('close', () => resolve());
      // The other instance is just starting or ending: nobody to tell.
      link.on('error', () => resolve());
    });
    return { held: false, told, release: () => undefined };
  }
  rmSync(socket, { force: true });
  const server: Server = createServer((link) => {
    let text = '';
    link.setEncoding('utf8');
    link.on('data', (chunk: string) => {
      text += chunk;
    });
    link.on('end', () => onOther(JSON.parse(text)));
  });
  server.listen(socket).unref();
  const release = () => {
    server.close();
    rmSync(socket, { force: true });
    rmSync(file, { force: true });
  };
  process.on('exit', release);
  return { held: true, told: Promise.resolve(), release };
}
