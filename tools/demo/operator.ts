/**
 * A complete demonstration operator in a folder: PKI, settings, seed, then a process of its own that tests may kill.
 *
 * As a program: `node --import tsx tools/demo/operator.ts --data DIR [--pki DIR] [--port N] [--no-seed]` prints one line
 * `{"ready":true,"url":…,"dataFolder":…,"pkiFolder":…}` and stops on SIGTERM.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type DemoPki, demoPki } from '../../tests/support/pki/demo.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface DemoOperatorOptions {
  /** The operator's own folder: databases, blobs, mails. */
  readonly dataFolder: string;
  /** Where the PKI's files are written; certificates and CRLs are renewed at each start. */
  readonly pkiFolder: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Fill an empty operator with people, directory and letters; true unless said otherwise. */
  readonly seed?: boolean;
  /** File that the operator's log is appended to; absent: `operator.log` beside the data folder. */
  readonly logFile?: string;
}

export interface DemoOperator {
  /** `https://127.0.0.1:<port>`, to be reached with `pki.anchorsFile` as trust. */
  readonly url: string;
  readonly pki: DemoPki;
  readonly process: ChildProcess;
  /** Stops in order; kill `process` for anything else. */
  stop(): Promise<void>;
}

/** Starts the operator as a child process and waits until it listens; throws when it exits before. */
export async function startDemoOperator(options: DemoOperatorOptions): Promise<DemoOperator> {
  const dataFolder = resolve(options.dataFolder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const pki = await demoPki(resolve(options.pkiFolder));
  const log = openSync(options.logFile ?? join(dataFolder, '..', 'operator.log'), 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(repository, 'operator/cli.ts'),
      ...['--data', dataFolder, '--pki', pki.directory, '--port', String(options.port ?? 0)],
      ...['--name', 'Medimail, opérateur de démonstration'],
      ...(options.seed === false ? [] : ['--demo']),
    ],
    { cwd: repository, stdio: ['ignore', 'pipe', log] },
  );
  closeSync(log);
  const url = await listeningUrl(child);
  return {
    url,
    pki,
    process: child,
    stop: () => stopChild(child),
  };
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the operator has no output');
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolveUrl, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`the operator stopped before listening (${code ?? signal})`)),
    );
    lines.once('line', (line) => {
      const { listening } = JSON.parse(line) as { listening: string };
      resolveUrl(listening);
    });
  });
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      pki: { type: 'string' },
      port: { type: 'string', default: '0' },
      'no-seed': { type: 'boolean', default: false },
    },
  });
  if (!values.data) throw new Error('--data DIR is needed');
  const pkiFolder = values.pki ?? join(values.data, 'pki');
  const dataFolder = join(values.data, 'operator');
  const operator = await startDemoOperator({
    dataFolder,
    pkiFolder,
    port: Number(values.port),
    seed: !values['no-seed'],
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      operator.stop().then(() => process.exit(0));
    });
  }
  operator.process.once('exit', (code) => process.exit(code ?? 1));
  process.stdout.write(`${JSON.stringify({ ready: true, url: operator.url, dataFolder, pkiFolder })}\n`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
