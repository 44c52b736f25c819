/** How a session asks for documents: order, patience, and what becomes of those whose process goes. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { ToDocuments } from '../../contract/ipc/documents.ts';
import type { FromSession } from '../../contract/ipc/process.ts';
import type { DocumentReading } from '../../contract/model/readable-document.ts';
import type { DocumentSource } from '../../main/session/core/document-port.ts';
import { createDocumentProcess, type DocumentProcess } from '../../main/session/ipc/document-process.ts';

const times = { startMs: 1_000, showMs: 100, searchMs: 200, graceMs: 20, idleMs: 5_000 };
const answer: DocumentReading = {
  ok: true,
  document: { kind: 'text', title: null, facts: [], blocks: [], isCut: false },
};

let posted: FromSession[];
let documents: DocumentProcess;

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  documents = createDocumentProcess((message) => void posted.push(message), times);
});
afterEach(() => vi.useRealTimers());

const source = (name: string, ...pieces: string[]): DocumentSource => ({
  name,
  sizeBytes: pieces.join('').length,
  async *bytes() {
    for (const piece of pieces) yield Buffer.from(piece);
  },
});
const told = (): ToDocuments[] => posted.flatMap((one) => (one.type === 'documents' ? [one.message] : []));
const endings = () => posted.filter(({ type }) => type === 'documents-end').length;
const lastRead = () => {
  const read = told().findLast(({ type }) => type === 'read');
  if (read?.type !== 'read') throw new Error('nothing is being read');
  return read;
};
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('documents', () => {
  it('are given piece by piece as they are pulled, and answered', async () => {
    const reading = documents.show(source('Note.TXT', 'ab', 'c'));
    expect(lastRead()).toMatchObject({ ending: 'txt', sizeBytes: 3 });
    const { id } = lastRead();
    documents.receive({ type: 'pull', id });
    await settle();
    expect(told().at(-1)).toEqual({ type: 'bytes', id, bytes: new Uint8Array(Buffer.from('abc')) });
    documents.receive({ type: 'pull', id });
    await settle();
    expect(told().at(-1)).toEqual({ type: 'end', id });
    documents.receive({ type: 'answer', id, reading: answer });
    expect(await reading).toEqual(answer);
  });

  it('are read one at a time, what somebody waits for first', async () => {
    void documents.search(source('a.txt', 'a'));
    void documents.search(source('b.txt', 'b'));
    void documents.show(source('c.pdf', 'c'));
    const first = lastRead().id;
    documents.receive({ type: 'answer', id: first, reading: answer });
    expect(lastRead().ending).toBe('pdf');
    expect(told().filter(({ type }) => type === 'read')).toHaveLength(2);
  });

  it('that are read for searching give way to somebody who waits, and begin again', async () => {
    const searched = documents.search(source('a.txt', 'a'));
    const interrupted = lastRead().id;
    const shown = documents.show(source('c.pdf', 'c'));
    await vi.advanceTimersByTimeAsync(times.graceMs);
    expect(endings()).toBe(1);
    expect(lastRead().ending).toBe('pdf');
    documents.receive({ type: 'answer', id: interrupted, reading: { ok: false, reason: 'damaged' } });
    documents.receive({ type: 'answer', id: lastRead().id, reading: answer });
    expect(await shown).toEqual(answer);
    expect(lastRead().ending).toBe('txt');
    documents.receive({ type: 'answer', id: lastRead().id, reading: answer });
    expect(await searched).toEqual(answer);
  });

  it('that take too long are given up with their process, and the next is read', async () => {
    const slow = documents.show(source('a.pdf', 'a'));
    const next = documents.show(source('b.txt', 'b'));
    documents.receive({ type: 'pull', id: lastRead().id });
    await vi.advanceTimersByTimeAsync(times.showMs);
    expect(await slow).toEqual({ ok: false, reason: 'too-slow' });
    expect(endings()).toBe(1);
    documents.receive({ type: 'answer', id: lastRead().id, reading: answer });
    expect(await next).toEqual(answer);
  });

  it('whose process never starts are given up too', async () => {
    const reading = documents.search(source('a.pdf', 'a'));
    await vi.advanceTimersByTimeAsync(times.startMs);
    expect(await reading).toEqual({ ok: false, reason: 'too-slow' });
  });

  it('whose process goes are told as such, and the next is read by another', async () => {
    const first = documents.search(source('a.pdf', 'a'));
    const second = documents.search(source('b.pdf', 'b'));
    documents.receive({ type: 'pull', id: lastRead().id });
    documents.gone();
    expect(await first).toEqual({ ok: false, reason: 'crashed' });
    documents.receive({ type: 'answer', id: lastRead().id, reading: answer });
    expect(await second).toEqual(answer);
  });

  it('are no cause of a process that goes before it asked for anything', async () => {
    const first = documents.search(source('a.pdf', 'a'));
    documents.gone();
    await expect(first).rejects.toMatchObject({ code: 'app.cancelled' });
  });

  it('whose bytes cannot be had fail with the reason, and nobody waits for them', async () => {
    const broken: DocumentSource = {
      ...source('a.pdf', 'a'),
      async *bytes() {
        yield Buffer.from('a');
        throw new AppError('envelope.altered');
      },
    };
    const failing = expect(documents.show({ ...broken, sizeBytes: 9 })).rejects.toMatchObject({
      code: 'envelope.altered',
    });
    documents.receive({ type: 'pull', id: lastRead().id });
    await settle();
    await failing;
    void documents.show(source('b.txt', 'b'));
    expect(lastRead().ending).toBe('txt');
  });

  it('leave no process behind once nothing is asked for a while', async () => {
    documents.prepare();
    expect(told()).toEqual([{ type: 'prepare' }]);
    await vi.advanceTimersByTimeAsync(times.idleMs);
    expect(endings()).toBe(1);
  });
});
