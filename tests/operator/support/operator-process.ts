/** The operator as a process of its own, to be killed at any instant and started again on the same folder and port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { builtProcesses } from '../../support/built-processes.ts';

export interface ProcessOptions {
  readonly dataFolder: string;
  readonly pkiFolder: string;
  readonly logFile: string;
  readonly port?: number;
  readonly flags?: readonly string[];
  /** Where its bundle lies; the one of the repository unless told. */
  readonly program?: string;
}

export interface OperatorProcess {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Ends it and waits until it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** Starts it and waits until it listens. */
export async function spawnOperator(options: ProcessOptions): Promise<OperatorProcess> {
  const log = openSync(options.logFile, 'a', 0o600);
  const flags = ['--data', options.dataFolder, '--pki', options.pkiFolder, '--port', String(options.port ?? 0)];
  const child = spawn(
    process.execPath,
    [options.program ?? builtProcesses.operator, ...flags, ...(options.flags ?? [])],
    {
      stdio: ['ignore', 'pipe', log],
    },
  );
  closeSync(log);
  const { stdout } = child;
  if (!stdout) throw new Error('the operator has no output');
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    gone.then((code) => reject(new Error(`the operator stopped before listening: ${code}`)));
    createInterface({ input: stdout }).once('line', (line) => {
      resolve((JSON.parse(line) as { listening: string }).listening);
    });
  });
  return {
    url,
    port: Number(new URL(url).port),
    child,
    kill(signal) {
      child.kill(signal);
      return gone;
    },
  };
}
