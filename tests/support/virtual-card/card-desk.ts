/**
 * A desk with two readers and a drawer of cards, moved by commands over a Unix socket: so that a person at the demo, a
 * tour or a test in another process puts cards in and takes them out.
 */
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { CardFile } from '../pki/card-file.ts';
import { type Pcscd, startPcscd } from './pcscd.ts';
import { type CardTiming, createVirtualCard, type VirtualCard } from './virtual-card.ts';

/** What the desk does: `insert NAME [0|1]`, `remove [0|1]`, `status`. */
export interface CardDesk {
  readonly pcscd: Pcscd;
  /** Performs a command and says in a line what came of it. */
  perform(line: string): Promise<string>;
  /** The card of that name, wherever it is. */
  card(name: string): VirtualCard;
  close(): Promise<void>;
}

/** Lays out a desk: its own PC/SC service, and the cards, kept with their counters as long as it stands. */
export async function openCardDesk(options: {
  readonly cards: readonly CardFile[];
  readonly timing?: CardTiming;
  /** Unix socket on which commands are taken; none without. */
  readonly socketPath?: string;
}): Promise<CardDesk> {
  const { timing = 'fast', socketPath } = options;
  const pcscd = await startPcscd();
  const drawer = new Map(options.cards.map((file) => [file.name, createVirtualCard({ file, timing })]));
  const inReader: (VirtualCard | null)[] = [null, null];
  let tail: Promise<unknown> = Promise.resolve();

  function card(name: string): VirtualCard {
    const found = drawer.get(name);
    if (!found) throw new Error(`no card called ${name}; there are ${[...drawer.keys()].join(', ')}`);
    return found;
  }

  function readerAt(argument: string | undefined): 0 | 1 {
    if (argument === undefined || argument === '0') return 0;
    if (argument === '1') return 1;
    throw new Error('the readers are 0 and 1');
  }

  /** One command after the other: a hand does one thing at a time. */
  function perform(line: string): Promise<string> {
    const done = tail.then(() => move(line));
    tail = done.catch(() => undefined);
    return done;
  }

  async function move(line: string): Promise<string> {
    const [command = '', ...rest] = line.trim().split(/\s+/);
    switch (command) {
      case 'insert': {
        const [name = '', place] = rest;
        const wanted = card(name);
        const at = readerAt(place);
        await inReader[at]?.remove();
        await wanted.insert(pcscd.readers[at]);
        inReader[at] = wanted;
        return `${name} is in reader ${at}`;
      }
      case 'remove': {
        const at = readerAt(rest[0]);
        await inReader[at]?.remove();
        inReader[at] = null;
        return `reader ${at} is empty`;
      }
      case 'status':
        return pcscd.readers
          .map(({ name }, at) => {
            const held = inReader[at]?.isInserted ? inReader[at] : null;
            return `${at} ${name}: ${held ? `${held.file.name}, ${held.triesLeft} tries left` : 'empty'}`;
          })
          .join('; ');
      default:
        throw new Error('expected: insert NAME [0|1], remove [0|1], status');
    }
  }

  const server = socketPath === undefined ? null : await serve(socketPath, perform);
  return {
    pcscd,
    perform,
    card,
    async close() {
      server?.close();
      await Promise.all([...drawer.values()].map((one) => one.remove()));
      await pcscd.close();
    },
  };
}

async function serve(socketPath: string, perform: (line: string) => Promise<string>): Promise<Server> {
  rmSync(socketPath, { force: true });
  const server = createServer((socket: Socket) => {
    // A client that leaves early has its answer lost, nothing more.
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      perform(line).then(
        (answer) => socket.write(`ok ${answer}\n`),
        (error: unknown) => socket.write(`error ${error instanceof Error ? error.message : String(error)}\n`),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  server.unref();
  return server;
}

/** Sends one command to a desk; rejects with what the desk says is wrong. */
export async function tellCardDesk(socketPath: string, line: string): Promise<string> {
  const socket = connect(socketPath);
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.once('error', reject);
      createInterface({ input: socket }).once('line', (answer) => {
        if (answer.startsWith('ok ')) resolve(answer.slice(3));
        else reject(new Error(answer.replace(/^error /, '')));
      });
      socket.write(`${line}\n`);
    });
  } finally {
    socket.destroy();
  }
}
