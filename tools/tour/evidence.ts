/** Unpacks the exported proof and runs the commands of its VERIFY.md, as written, from its folder. */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';
import { hold } from './report.ts';

const run = promisify(execFile);

/** Writes every file of the zip into `folder`. */
export async function unpackEvidence(zipPath: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const zip = await openPromise(zipPath);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const source = await zip.openReadStreamPromise(entry);
    await pipeline(source, createWriteStream(join(folder, basename(entry.fileName))));
  }
}

/** Runs each fenced shell block of VERIFY.md; the commands that succeeded. Throws at the first that does not. */
export async function verifyEvidence(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'VERIFY.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block?.trim() ?? '');
  const joined = blocks.join('\n');
  for (const command of ['openssl cms -verify', 'openssl ts -verify']) {
    hold(joined.includes(command), `VERIFY.md has no ${command}`);
  }
  for (const block of blocks) {
    await run('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder });
  }
  return blocks;
}
