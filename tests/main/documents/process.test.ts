/** The genuine process that reads documents: what it can no longer do, what it costs, how it ends. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FromDocuments, type ToDocuments } from '../../../contract/ipc/documents.ts';
import type { DocumentReading } from '../../../contract/model/readable-document.ts';
import { makePdf, makeWord, wordParagraph } from '../../support/made-documents.ts';
import { forkDocuments } from '../../support/session-driver.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs a module's text beside the process's own modules; answers what it wrote and how it ended. */
function run(text: string): Promise<{ readonly output: string; readonly signal: string | null }> {
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', '--input-type=module', '-e', text];
    execFile(process.execPath, args, { cwd: root, timeout: 50_000 }, (error, output) =>
      resolve({ output, signal: (error?.signal as string | undefined) ?? null }),
    );
  });
}

/** Reads one document in the process, as the session does. */
function readIn(child: ReturnType<typeof forkDocuments>, bytes: Uint8Array, id = 1): Promise<DocumentReading> {
  return new Promise((resolve, reject) => {
    const tell = (message: ToDocuments) => child.postMessage(message);
    let isSent = false;
    child.onExit(() => reject(new Error('gone')));
    child.onMessage((raw) => {
      const message = FromDocuments.parse(raw);
      if (message.type === 'ready' || message.id !== id) return;
      if (message.type === 'answer') resolve(message.reading);
      else if (isSent) tell({ type: 'end', id });
      else {
        isSent = true;
        tell({ type: 'bytes', id, bytes: new Uint8Array(bytes) });
      }
    });
    tell({ type: 'read', id, ending: '', sizeBytes: bytes.length, limit: 10_000 });
  });
}

const started = () =>
  new Promise<ReturnType<typeof forkDocuments>>((resolve) => {
    const child = forkDocuments();
    child.onMessage((message) => (message as { type: string }).type === 'ready' && resolve(child));
  });

describe('the process that reads documents', () => {
  it('reads one after the other, with its powers given up', async () => {
    const child = await started();
    const pdf = await readIn(child, makePdf(['Sous apixaban']));
    expect(pdf).toMatchObject({ ok: true, document: { kind: 'pdf', blocks: [{ text: 'Sous apixaban' }] } });
    const word = await readIn(child, await makeWord(wordParagraph('Cher confrère')), 2);
    expect(word).toMatchObject({ ok: true, document: { kind: 'word' } });
    expect(await readIn(child, Buffer.from('%PDF-1.7 rien'), 3)).toEqual({ ok: false, reason: 'damaged' });
    child.kill();
  });

  it('opens no file, no connection and no process any more', async () => {
    const { output } = await run(`
      import { readFileSync, promises } from 'node:fs';
      import { connect } from 'node:net';
      import { spawn } from 'node:child_process';
      import { lookup } from 'node:dns';
      import { Worker } from 'node:worker_threads';
      const { giveUpPowers } = await import('./main/documents/give-up-powers.ts');
      giveUpPowers();
      const tries = {
        file: () => readFileSync('package.json'),
        promise: () => promises.readFile('package.json'),
        network: () => connect(80, '127.0.0.1'),
        name: () => lookup('localhost', () => undefined),
        fetch: () => fetch('http://127.0.0.1/'),
        process: () => spawn('true'),
        thread: () => new Worker('0', { eval: true }),
        library: () => process.dlopen({ exports: {} }, 'x.node'),
        required: () => process.getBuiltinModule('fs').readFileSync('package.json'),
      };
      const could = [];
      const other = [];
      for (const [name, attempt] of Object.entries(tries)) {
        try { await attempt(); could.push(name); } catch (error) {
          // Refused, and not merely failed.
          if (!/no such power/.test(error.message)) other.push(name + ': ' + error.message);
        }
      }
      console.log('could:' + could.join() + ' otherwise:' + other.join());`);
    expect(output).toBe('could: otherwise:\n');
  });

  it('that takes more memory than a document may cost is ended, even in the middle of a loop', async () => {
    const { signal, output } = await run(`
      const { startWatchdog } = await import('./main/documents/watchdog.ts');
      startWatchdog();
      await new Promise((done) => setTimeout(done, 500));
      const kept = [];
      const until = Date.now() + 30_000;
      while (Date.now() < until) if (kept.length < 12) kept.push(Buffer.alloc(100_000_000, 1));
      console.log('still here');`);
    expect([signal, output]).toEqual(['SIGKILL', '']);
  });
});
