/** Debian's PostgreSQL in a folder of its own, on a socket there, as a user that is not root: it refuses root. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

export interface PostgresServer {
  /** Folder of its socket. */
  readonly socketFolder: string;
  remove(): Promise<void>;
}

const VERSIONS = '/usr/lib/postgresql';
const START_MS = 60_000;

/** Starts it and waits until it answers. What it stores is not synced: nothing here outlives the machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-postgres-'));
  const user = notRoot();
  if (user) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const version =
    readdirSync(VERSIONS)
      .sort((one, other) => Number(one) - Number(other))
      .at(-1) ?? '';
  const program = (name: string) => join(VERSIONS, version, 'bin', name);
  const data = join(folder, 'data');
  const initial = ['--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--username=postgres', '--no-sync'];
  execFileSync(program('initdb'), ['-D', data, ...initial], { ...as, stdio: 'pipe' });
  const settings = { listen_addresses: '', unix_socket_directories: folder, fsync: 'off', max_connections: '100' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(program('postgres'), ['-D', data, ...flags], { ...as, stdio: 'ignore' });
  await answering(server, folder);
  execFileSync(program('createuser'), ['-h', folder, '-U', 'postgres', '--no-superuser', 'medimail'], as);
  return {
    socketFolder: folder,
    async remove() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGQUIT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's own user for it where this is root; else whoever this is. */
function notRoot(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const numberOf = (what: string) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
  return { uid: numberOf('-u'), gid: numberOf('-g') };
}

async function answering(server: ChildProcess, socketFolder: string): Promise<void> {
  for (const until = Date.now() + START_MS; ; ) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    const client = new Client({ host: socketFolder, user: 'postgres', database: 'postgres' });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
