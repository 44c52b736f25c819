/**
 * Reads documents in the process that the supervisor keeps for it: one at a time, each with a time limit, past which the
 * process is killed. Whoever waits in front of the screen interrupts what is read for searching, which begins again.
 */
import { AppError } from '../../../contract/errors.ts';
import type { FromDocuments, ToDocuments } from '../../../contract/ipc/documents.ts';
import type { FromSession } from '../../../contract/ipc/process.ts';
import {
  type DocumentReading,
  SEARCHED_DOCUMENT_CHARACTERS,
  SHOWN_DOCUMENT_CHARACTERS,
} from '../../../contract/model/readable-document.ts';
import type { DocumentReader, DocumentSource } from '../core/document-port.ts';
import { nameEnding } from '../core/file-kind.ts';
import { chunksBetween } from './attachment-streams.ts';

/** Times in milliseconds. */
export interface DocumentPatience {
  /** For the process to come up and ask for the first bytes. */
  readonly startMs: number;
  /** For one document, from then on. */
  readonly showMs: number;
  readonly searchMs: number;
  /** What is read for searching may still end by itself when somebody waits. */
  readonly graceMs: number;
  /** Without work, the process is ended. */
  readonly idleMs: number;
}

const patience: DocumentPatience = {
  startMs: 30_000,
  showMs: 10_000,
  searchMs: 20_000,
  graceMs: 250,
  idleMs: 60_000,
};

interface Job {
  readonly source: DocumentSource;
  readonly isShown: boolean;
  resolve(reading: DocumentReading): void;
  reject(error: unknown): void;
}

interface Running extends Job {
  readonly id: number;
  readonly chunks: AsyncIterator<Uint8Array>;
  hasAsked: boolean;
  timer: NodeJS.Timeout;
}

export interface DocumentProcess extends DocumentReader {
  receive(message: FromDocuments): void;
  /** The process ended by itself. */
  gone(): void;
}

export function createDocumentProcess(
  post: (message: FromSession) => void,
  times: DocumentPatience = patience,
): DocumentProcess {
  const waiting: Job[] = [];
  let running: Running | null = null;
  let nextId = 1;
  let idle: NodeJS.Timeout | undefined;
  const tell = (message: ToDocuments) => post({ type: 'documents', message });
  const end = () => post({ type: 'documents-end' });

  function startNext(): void {
    if (running) return;
    clearTimeout(idle);
    const next = waiting.findIndex(({ isShown }) => isShown);
    const [job] = waiting.splice(Math.max(0, next), 1);
    if (!job) {
      idle = setTimeout(end, times.idleMs).unref();
      return;
    }
    const id = nextId++;
    const { name, sizeBytes } = job.source;
    const chunks = chunksBetween(job.source.bytes(), 0, sizeBytes)[Symbol.asyncIterator]();
    running = { ...job, id, chunks, hasAsked: false, timer: setTimeout(() => tooSlow(id), times.startMs) };
    const limit = job.isShown ? SHOWN_DOCUMENT_CHARACTERS : SEARCHED_DOCUMENT_CHARACTERS;
    tell({ type: 'read', id, ending: nameEnding(name).slice(0, 16), sizeBytes, limit });
  }

  /** The job under way is over, one way or another. */
  function take(): Running | null {
    const over = running;
    running = null;
    if (!over) return null;
    clearTimeout(over.timer);
    // The rest of its bytes is not wanted; that they cannot be given up is nobody's concern.
    over.chunks.return?.().catch(() => undefined);
    return over;
  }

  function settle(reading: DocumentReading): void {
    take()?.resolve(reading);
    startNext();
  }

  function tooSlow(id: number): void {
    if (running?.id !== id) return;
    end();
    settle({ ok: false, reason: 'too-slow' });
  }

  async function sendChunk(job: Running): Promise<void> {
    if (!job.hasAsked) {
      job.hasAsked = true;
      clearTimeout(job.timer);
      job.timer = setTimeout(() => tooSlow(job.id), job.isShown ? times.showMs : times.searchMs);
    }
    try {
      const { done, value } = await job.chunks.next();
      if (running !== job) return;
      tell(done ? { type: 'end', id: job.id } : { type: 'bytes', id: job.id, bytes: new Uint8Array(value) });
    } catch (error) {
      if (running !== job) return;
      // What it has of the document is forgotten with the next request.
      take()?.reject(error);
      startNext();
    }
  }

  /** Gives way to somebody who waits, when it does not end by itself. */
  function interrupt(id: number): void {
    if (running?.id !== id || !waiting.some(({ isShown }) => isShown)) return;
    const given = take();
    if (given) waiting.unshift({ source: given.source, isShown: false, resolve: given.resolve, reject: given.reject });
    end();
    startNext();
  }

  const ask = (source: DocumentSource, isShown: boolean) =>
    new Promise<DocumentReading>((resolve, reject) => {
      waiting.push({ source, isShown, resolve, reject });
      if (isShown && running && !running.isShown) setTimeout(interrupt, times.graceMs, running.id);
      startNext();
    });

  return {
    prepare: () => {
      if (!running) tell({ type: 'prepare' });
      startNext();
    },
    show: (source) => ask(source, true),
    search: (source) => ask(source, false),
    receive(message) {
      if (message.type === 'ready' || running?.id !== message.id) return;
      if (message.type === 'answer') settle(message.reading);
      else void sendChunk(running);
    },
    gone() {
      // One that never asked for a byte could not begin: that is no fault of the document's.
      if (running?.hasAsked === false) {
        take()?.reject(new AppError('app.cancelled'));
        startNext();
      } else settle({ ok: false, reason: 'crashed' });
    },
  };
}
