/** One session process: its calls, its streams, its news. It lives from spawn to death and is never restarted itself. */
import { AppError, type ErrorCode, type Result } from '../../contract/errors.ts';
import { FromSession, type ToSession } from '../../contract/ipc/process.ts';
import { type AttachmentStream, createAttachmentStreams } from './attachment-stream.ts';
import type { SpawnChild } from './child-process.ts';
import { createDocumentsProcess } from './documents-process.ts';
import type { Log } from './log.ts';

type Message<T extends FromSession['type']> = Extract<FromSession, { type: T }>;

/** What a session process tells its supervisor. */
export interface SessionListener {
  event(channel: string, payload: unknown): void;
  tokenCall(method: string, input: unknown): Promise<Result<unknown>>;
  signedIn(facts: Message<'signed-in'>): void;
  waiting(counts: Message<'waiting'>): void;
  unopened(count: number): void;
  notice(notice: Message<'notice'>['notice']): void;
  lock(reason: Message<'lock'>['reason']): void;
  /** It ended without having been asked to. */
  died(): void;
}

/** What the reader monitor last said. */
export interface ReadersWord {
  readonly service: boolean;
  readonly readers: readonly unknown[];
}

export interface SessionProcess {
  /** Answers `session.ended` when the process goes before it answered. */
  invoke(channel: string, input: unknown): Promise<Result<unknown>>;
  openAttachment(token: string, start: number, end: number | null): Promise<AttachmentStream>;
  /** Hands a piece of a file over; resolves once it is on disk there, rejects with why the file is refused. */
  takeIn(token: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  tell(message: Extract<ToSession, { type: 'grant' | 'network-changed' }>): void;
  readers(word: ReadersWord): void;
  /** Ends it at once; resolves when the operating system says it is gone. */
  kill(): Promise<void>;
  /** Asks it to close its stores, and kills it when it has not within the time. */
  quit(graceMs: number): Promise<void>;
}

const ended = (): Result<never> => ({ ok: false, error: new AppError('session.ended').toWire() });

/** How both processes of a session are started. */
export interface SpawnSession {
  readonly session: SpawnChild;
  /** The one that reads documents, which lives no longer than the session. */
  readonly documents: SpawnChild;
}

/** Starts a session process. `readersNow` is told first, before any call. */
export function startSessionProcess(
  spawn: SpawnSession,
  listener: SessionListener,
  log: Log,
  readersNow: ReadersWord | null,
): SessionProcess {
  const child = spawn.session();
  const calls = new Map<number, (result: Result<unknown>) => void>();
  const pieces = new Map<number, (error: ErrorCode | null) => void>();
  let waitingToSend: ToSession[] | null = [];
  let lastReaders = readersNow;
  let gone = false;
  let expected = false;
  let nextId = 1;

  // Nothing is lost while the process starts: it hears everything once it said that it is ready.
  const send = (message: ToSession) => {
    if (gone) return;
    if (waitingToSend) waitingToSend.push(message);
    else child.postMessage(message);
  };
  const streams = createAttachmentStreams(send);
  const documents = createDocumentsProcess(
    spawn.documents,
    {
      message: (message) => send({ type: 'documents', message }),
      gone: () => send({ type: 'documents-gone' }),
    },
    log,
  );
  const exited = new Promise<void>((resolve) => {
    child.onExit(() => {
      gone = true;
      for (const answer of calls.values()) answer(ended());
      calls.clear();
      for (const answer of pieces.values()) answer('session.ended');
      pieces.clear();
      streams.abandon();
      documents.end();
      resolve();
      if (!expected) listener.died();
    });
  });

  const isReady = () => {
    const queued = waitingToSend ?? [];
    waitingToSend = null;
    if (lastReaders) send({ type: 'readers', service: lastReaders.service, readers: [...lastReaders.readers] });
    for (const message of queued) send(message);
  };

  const receive: { readonly [T in FromSession['type']]: (message: Message<T>) => void } = {
    ready: isReady,
    reply: ({ id, result }) => {
      calls.get(id)?.(result as Result<unknown>);
      calls.delete(id);
    },
    event: ({ channel, payload }) => listener.event(channel, payload),
    'token-call': ({ id, method, input }) => {
      void listener.tokenCall(method, input).then((result) => {
        send({ type: 'token-reply', id, result: result.ok ? { ok: true, value: result.value } : result });
      });
    },
    'signed-in': (message) => listener.signedIn(message),
    waiting: (message) => listener.waiting(message),
    unopened: ({ count }) => listener.unopened(count),
    notice: ({ notice }) => listener.notice(notice),
    lock: ({ reason }) => listener.lock(reason),
    'stream-head': streams.receive,
    'stream-chunk': streams.receive,
    'stream-end': streams.receive,
    documents: ({ message }) => documents.tell(message),
    'documents-end': () => documents.end(),
    'intake-taken': ({ id, error }) => {
      pieces.get(id)?.(error);
      pieces.delete(id);
    },
    bug: ({ incident, channel, stack }) => log.error('session bug', { incident, channel, stack }),
  };
  child.onMessage((raw) => {
    // What was under way when the process was condemned counts no more.
    if (expected) return;
    const parsed = FromSession.safeParse(raw);
    if (parsed.success) (receive[parsed.data.type] as (message: FromSession) => void)(parsed.data);
    else log.error('session process sent nonsense', { at: parsed.error.issues[0]?.path.join('.') ?? '' });
  });

  const kill = () => {
    expected = true;
    documents.end();
    child.kill();
    return exited;
  };
  return {
    invoke(channel, input) {
      if (gone || expected) return Promise.resolve(ended());
      return new Promise((resolve) => {
        const id = nextId++;
        calls.set(id, resolve);
        send({ type: 'invoke', id, channel, input });
      });
    },
    openAttachment: (token, start, end) => streams.open(token, start, end),
    takeIn(token, bytes) {
      if (gone || expected) return Promise.reject(new AppError('session.ended'));
      return new Promise((resolve, reject) => {
        const id = nextId++;
        pieces.set(id, (error) => (error === null ? resolve() : reject(new AppError(error as 'session.ended'))));
        send({ type: 'intake', id, token, bytes });
      });
    },
    tell: send,
    readers(word) {
      lastReaders = word;
      if (!waitingToSend) send({ type: 'readers', service: word.service, readers: [...word.readers] });
    },
    kill,
    async quit(graceMs) {
      expected = true;
      documents.end();
      if (waitingToSend) return kill();
      send({ type: 'quit' });
      const timer = setTimeout(() => child.kill(), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
