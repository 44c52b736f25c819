/** Chromium's debugging protocol over its pipe (file descriptors 3 and 4): no TCP port is opened for it. */
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';

export type { Protocol };

type Commands = Protocol.CommandParameters;
type Answers = Protocol.CommandReturnValues;
type Events = Protocol.Events;

/** One target's side of the connection, or the browser's own. */
export interface Session {
  send<M extends keyof Commands & keyof Answers>(method: M, params?: Commands[M]): Promise<Answers[M]>;
  on<E extends keyof Events>(event: E, listener: (params: Events[E]) => void): void;
}

/** The whole connection: the browser's session, and sessions of attached targets. */
export interface Connection extends Session {
  session(sessionId: string): Session;
  /** Forgets the listeners of a detached target; its unanswered commands fail. */
  drop(sessionId: string): void;
  /** Resolves when Chromium has closed the pipe. */
  readonly closed: Promise<void>;
}

/** A command that Chromium refused, or that was under way when its target went. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly sessionId: string;
  readonly method: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Speaks the protocol over two streams; messages are JSON ended by a zero byte. */
export function connectPipe(toBrowser: Writable, fromBrowser: Readable): Connection {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Map<string, ((params: never) => void)[]>>();
  const partial: Buffer[] = [];
  let nextId = 1;
  let over = false;

  const receive = (text: string) => {
    const message = JSON.parse(text) as Message;
    if (message.id !== undefined) {
      const call = pending.get(message.id);
      if (!call) return;
      pending.delete(message.id);
      if (message.error) call.reject(new ProtocolError(`${call.method}: ${message.error.message}`));
      else call.resolve(message.result);
    } else if (message.method) {
      const heard = listeners.get(message.sessionId ?? '')?.get(message.method) ?? [];
      for (const listener of heard) listener(message.params as never);
    }
  };

  fromBrowser.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      partial.push(chunk.subarray(start, end));
      receive(Buffer.concat(partial.splice(0)).toString('utf8'));
      start = end + 1;
    }
    if (start < chunk.length) partial.push(chunk.subarray(start));
  });

  const failAll = (which: (call: Pending) => boolean, why: string) => {
    for (const [id, call] of pending) {
      if (!which(call)) continue;
      pending.delete(id);
      call.reject(new ProtocolError(`${call.method}: ${why}`));
    }
  };
  const closed = new Promise<void>((resolve) => {
    fromBrowser.on('close', () => {
      over = true;
      failAll(() => true, 'Chromium has gone');
      resolve();
    });
  });
  // The write side fails when Chromium dies; what was pending is answered by the close above.
  toBrowser.on('error', () => fromBrowser.destroy());

  const session = (sessionId: string): Session => ({
    send: (method, params) =>
      new Promise((resolve, reject) => {
        if (over) return reject(new ProtocolError(`${method}: Chromium has gone`));
        const id = nextId++;
        pending.set(id, { sessionId, method, resolve: resolve as (value: unknown) => void, reject });
        const target = sessionId === '' ? {} : { sessionId };
        toBrowser.write(`${JSON.stringify({ id, method, params: params ?? {}, ...target })}\0`);
      }),
    on: (event, listener) => {
      const events = listeners.get(sessionId) ?? new Map<string, ((params: never) => void)[]>();
      listeners.set(sessionId, events);
      events.set(event, [...(events.get(event) ?? []), listener as (params: never) => void]);
    },
  });

  return {
    ...session(''),
    session,
    drop: (sessionId) => {
      listeners.delete(sessionId);
      failAll((call) => call.sessionId === sessionId, 'the target has gone');
    },
    closed,
  };
}
