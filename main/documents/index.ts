/**
 * Entry of the process that reads documents: bytes in, plain text out. It holds no key and knows no account; it can do
 * nothing else once it serves, and is ended, with all that it holds, whenever that is simplest.
 */
import { setPriority } from 'node:os';
import type { FromDocuments } from '../../contract/ipc/documents.ts';
import { giveUpPowers } from './give-up-powers.ts';
import { serveDocuments } from './serve.ts';
import { startWatchdog } from './watchdog.ts';

/** Electron's utility process gives `process.parentPort`; a forked Node process speaks over its IPC channel. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** Below what a person waits for. */
const NICE = 10;

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
const post = (message: FromDocuments) => {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
};
const receive = serveDocuments(post);

setPriority(NICE);
startWatchdog();
giveUpPowers();
process.on('disconnect', () => process.exit(0));
if (parentPort) parentPort.on('message', ({ data }) => receive(data));
else process.on('message', receive);
post({ type: 'ready' });
