/** OpenStack Swift with its S3 interface: four processes, one disk, in a folder of its own on loopback. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '../../../operator/config.ts';
import { freePort } from '../../support/loopback.ts';

export interface Swift {
  /** Makes a bucket of that name. */
  bucket(name: string): Promise<S3Config>;
  /** Names of a bucket's objects, as the server itself tells them. */
  objects(bucket: string): Promise<readonly string[]>;
  /** The server is away until `resume`. */
  pause(): void;
  resume(): void;
  remove(): Promise<void>;
}

const accessKey = 'medimail:operator';
const secretKey = 'a-secret-for-tests-alone';
const START_MS = 45_000;

/** Starts it and waits until it answers. */
export async function startSwift(): Promise<Swift> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-swift-'));
  mkdirSync(join(folder, 'disks', 'd1'), { recursive: true });
  write(folder, 'swift.conf', [
    '[swift-hash]',
    'swift_hash_path_prefix = test',
    'swift_hash_path_suffix = test',
    '[storage-policy:0]',
    'name = only',
    'default = yes',
  ]);
  const processes: ChildProcess[] = [];
  const start = (name: string) =>
    processes.push(spawn(`swift-${name}-server`, [join(folder, `${name}.conf`)], { stdio: 'ignore' }));
  for (const name of ['object', 'container', 'account']) {
    const port = await freePort();
    makeRing(folder, name, port);
    write(folder, `${name}.conf`, [
      ...serverSettings(folder, port),
      `devices = ${join(folder, 'disks')}`,
      'mount_check = false',
      'disable_fallocate = true',
      '[pipeline:main]',
      `pipeline = ${name}-server`,
      `[app:${name}-server]`,
      `use = egg:swift#${name}`,
    ]);
    start(name);
  }
  const port = await freePort();
  write(folder, 'proxy.conf', proxySettings(folder, port));
  start('proxy');
  const endpoint = `http://127.0.0.1:${port}`;
  const secretKeyFile = join(folder, 'secret');
  writeFileSync(secretKeyFile, `${secretKey}\n`, { mode: 0o600 });
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    maxAttempts: 1,
  });
  const signal = (name: NodeJS.Signals) => {
    for (const child of processes) child.kill(name);
  };
  const swift: Swift = {
    async bucket(bucket) {
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      return { endpoint, region: 'us-east-1', bucket, prefix: '', accessKey, secretKeyFile, pathStyle: true };
    },
    async objects(bucket) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async remove() {
      const gone = processes.map((child) => new Promise((resolve) => child.once('exit', resolve)));
      signal('SIGKILL');
      await Promise.all(gone);
      client.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady(() => swift.bucket('ready'));
  } catch (error) {
    await swift.remove();
    throw error;
  }
  return swift;
}

function write(folder: string, name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

/** In the foreground, one process, logging to nobody. */
function serverSettings(folder: string, port: number): string[] {
  return [
    '[DEFAULT]',
    'bind_ip = 127.0.0.1',
    `bind_port = ${port}`,
    'workers = 0',
    `user = ${userInfo().username}`,
    `swift_dir = ${folder}`,
    'log_level = CRITICAL',
  ];
}

function proxySettings(folder: string, port: number): string[] {
  const filters = ['catch_errors', 'cache', 'listing_formats', 's3api', 'tempauth', 'copy', 'slo', 'dlo'];
  return [
    ...serverSettings(folder, port),
    '[pipeline:main]',
    `pipeline = ${filters.join(' ')} proxy-server`,
    '[app:proxy-server]',
    'use = egg:swift#proxy',
    'account_autocreate = true',
    ...filters.flatMap((name) => [
      `[filter:${name}]`,
      `use = egg:swift#${name === 'cache' ? 'memcache' : name}`,
      // Signing in demands a cache; one that is away is done without.
      ...(name === 'cache' ? ['memcache_servers = 127.0.0.1:9'] : []),
      ...(name === 'tempauth' ? [`user_${accessKey.replace(':', '_')} = ${secretKey} .admin`] : []),
    ]),
  ];
}

function makeRing(folder: string, name: string, port: number): void {
  const ring = (...words: string[]) =>
    execFileSync('swift-ring-builder', [join(folder, `${name}.builder`), ...words], { stdio: 'ignore' });
  ring('create', '4', '1', '1');
  ring('add', `r1z1-127.0.0.1:${port}/d1`, '1');
  ring('rebalance');
}

async function untilReady(probe: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    try {
      await probe();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
