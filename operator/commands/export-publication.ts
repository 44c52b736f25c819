/** `operator export-publication FILE`: what the national directory is to be told of this operator's addresses. */
import { once } from 'node:events';
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import type { OperatorConfig } from '../config.ts';
import { exportPublication, type PublicationFiles } from '../services/publication.ts';
import { openPublicationStores } from '../store/open-stores.ts';
import { answerLine } from './settings.ts';

/** Added to the file's name for the addresses that are no more, one a line. */
const WITHDRAWN_SUFFIX = '.retraits';

interface Flags {
  readonly whole?: boolean;
}

/** Adds the command, which works beside a running operator; a file that is there already is never written over. */
export function addPublicationCommand(program: Command, readConfig: () => OperatorConfig): void {
  program
    .command('export-publication <file>')
    .description('writes what changed for the national directory since the last time: 31 columns between bars, UTF-8')
    .option('--whole', 'every address that is published, not only those that changed')
    .action(async (file: string, { whole = false }: Flags) => {
      const config = readConfig();
      const stores = await openPublicationStores(config);
      try {
        const files = openPublicationFiles(file);
        answerLine(await exportPublication(stores.publication, files, { whole, now: systemClock() }));
      } finally {
        await stores.close();
      }
    });
}

function openPublicationFiles(file: string): PublicationFiles {
  const all = [file, file + WITHDRAWN_SUFFIX];
  const there = all.find((one) => existsSync(one));
  if (there !== undefined) throw new Error(`there is a file already: ${there}`);
  const [rows, withdrawn] = all.map((one) => createWriteStream(`${one}.part`, { mode: 0o600 })) as [
    WriteStream,
    WriteStream,
  ];
  return {
    row: (line) => write(rows, line),
    withdrawn: (address) => write(withdrawn, address),
    async finish() {
      for (const stream of [rows, withdrawn]) {
        stream.end();
        await finished(stream);
      }
      for (const one of all) {
        await toDisk(`${one}.part`);
        await rename(`${one}.part`, one);
      }
    },
  };
}

async function write(stream: WriteStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
}

async function toDisk(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
