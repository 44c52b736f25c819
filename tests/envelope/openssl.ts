/** Runs the `openssl` program in a folder that is removed afterwards: the other opinion on everything we make. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Workshop {
  readonly directory: string;
  write(name: string, content: Uint8Array | string): Promise<void>;
  read(name: string): Promise<Buffer>;
  /** Answers standard output and error together; a non-zero exit code is an error that shows them. */
  openssl(...parameters: readonly string[]): Promise<string>;
  shell(command: string): Promise<string>;
}

export async function openWorkshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), 'envelope-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const run = (file: string, parameters: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(file, [...parameters], { cwd: directory, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        if (error === null) resolve(`${stdout}${stderr}`);
        else reject(new Error(`${file} ${parameters.join(' ')}\n${stdout}${stderr}`));
      });
    });
  return {
    directory,
    write: (name, content) => writeFile(join(directory, name), content),
    read: (name) => readFile(join(directory, name)),
    openssl: (...parameters) => run('openssl', parameters),
    shell: (command) => run('bash', ['-euo', 'pipefail', '-c', command]),
  };
}
