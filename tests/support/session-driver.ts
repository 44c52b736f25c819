/** Drives a genuine session process without a window: what the supervisor and the screens do, for tests and benches. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { AppError, type ErrorCode, type Result } from '../../contract/errors.ts';
import { activityContract } from '../../contract/ipc/activity.contract.ts';
import { cardContract } from '../../contract/ipc/card.contract.ts';
import { codeContract } from '../../contract/ipc/code.contract.ts';
import { type Bridge, type Client, connect } from '../../contract/ipc/define.ts';
import { delegationContract } from '../../contract/ipc/delegation.contract.ts';
import { directoryContract } from '../../contract/ipc/directory.contract.ts';
import { doctorContract } from '../../contract/ipc/doctor.contract.ts';
import { draftContract, outboxContract } from '../../contract/ipc/draft.contract.ts';
import { folderContract } from '../../contract/ipc/folder.contract.ts';
import { handlingContract } from '../../contract/ipc/handling.contract.ts';
import { keepingContract } from '../../contract/ipc/keeping.contract.ts';
import { mailboxContract } from '../../contract/ipc/mailbox.contract.ts';
import { peopleContract } from '../../contract/ipc/people.contract.ts';
import { FromSession, type SessionConfig, type ToSession } from '../../contract/ipc/process.ts';
import { settingsContract } from '../../contract/ipc/settings.contract.ts';
import { storageContract } from '../../contract/ipc/storage.contract.ts';
import { syncContract } from '../../contract/ipc/sync.contract.ts';
import { FileGrantId } from '../../contract/model/ids.ts';
import type { ChildPort, SpawnChild } from '../../main/supervisor/child-process.ts';
import { createDocumentsProcess } from '../../main/supervisor/documents-process.ts';
import type { ReaderState, TokenClient, TokenMethod } from '../../native/protocol.ts';
import { builtProcesses } from './built-processes.ts';
import { softwareReader } from './software-token.ts';

/** A card process to relay to, and what the reader monitor says. `SoftwareToken` is one. */
export interface TokenSource extends TokenClient {
  readers(): ReaderState[];
  /** False: the workstation has no card service. */
  readonly service?: boolean;
}

export interface SessionOptions {
  readonly accountsFolder: string;
  /** Null: no operator configured. */
  readonly operatorUrl: string | null;
  /** PEM file of the roots that everything is trusted by (TLS, cards, seals). */
  readonly anchorsFile: string;
  readonly tokens: TokenSource;
  readonly config?: Partial<SessionConfig>;
  readonly environment?: NodeJS.ProcessEnv;
  /** Starts the genuine process that reads documents when it is asked for; otherwise nobody answers. */
  readonly readsDocuments?: boolean;
}

export interface SessionDriver {
  readonly process: ChildProcess;
  readonly card: Client<typeof cardContract>;
  readonly code: Client<typeof codeContract>;
  readonly doctor: Client<typeof doctorContract>;
  readonly mailbox: Client<typeof mailboxContract>;
  readonly keeping: Client<typeof keepingContract>;
  readonly folder: Client<typeof folderContract>;
  readonly handling: Client<typeof handlingContract>;
  readonly people: Client<typeof peopleContract>;
  readonly draft: Client<typeof draftContract>;
  readonly outbox: Client<typeof outboxContract>;
  readonly directory: Client<typeof directoryContract>;
  readonly sync: Client<typeof syncContract>;
  readonly activity: Client<typeof activityContract>;
  readonly settings: Client<typeof settingsContract>;
  readonly storage: Client<typeof storageContract>;
  readonly delegation: Client<typeof delegationContract>;
  readonly bridge: Bridge;
  /** Everything that came besides replies and token calls, oldest first. */
  readonly messages: readonly FromSession[];
  /** Waits for the card to be read, then signs in with it. */
  signIn(pin?: string): ReturnType<Client<typeof cardContract>['signIn']>;
  /** Tells the session what the readers say now. */
  tellReaders(): void;
  networkChanged(online: boolean): void;
  grant(kind: 'read' | 'write' | 'folder', path: string): FileGrantId;
  /** Reads an attachment as the app's protocol does; `end` is exclusive. */
  readStream(
    url: string,
    start?: number,
    end?: number | null,
  ): Promise<{ mediaType: string; total: number; bytes: Buffer }>;
  /** Posts a piece of a file as the app's protocol does; answers null once it is taken, or why it is not. */
  post(url: string, bytes: Uint8Array): Promise<ErrorCode | null>;
  /** Messages of one type so far. */
  of<T extends FromSession['type']>(type: T): Extract<FromSession, { type: T }>[];
  /** SIGKILL, as locking does. */
  kill(): Promise<void>;
  /** Asks it to finish in order. */
  quit(): Promise<number | null>;
  readonly exited: Promise<number | null>;
}

/** Forks a session process and waits until it is ready. */
export async function startSession(options: SessionOptions): Promise<SessionDriver> {
  const config: SessionConfig = {
    accountsFolder: options.accountsFolder,
    operatorUrl: options.operatorUrl,
    operatorAuthorities: [options.anchorsFile],
    cardAnchors: [options.anchorsFile],
    operatorAnchors: [options.anchorsFile],
    proxy: null,
    sharedWorkstation: false,
    mostKeptDays: null,
    deviceSecret: Buffer.alloc(32, 7).toString('base64'),
    workstationName: 'Poste',
    version: 'test',
    announcesUpdates: true,
    undoSeconds: 0,
    offlineDirectory: null,
    ...options.config,
  };
  const child = fork(builtProcesses.session, [], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ...options.environment, MEDIMAIL_SESSION: JSON.stringify(config) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return connectDriver(child, exited, options.tokens, options.readsDocuments === true ? forkDocuments : silentChild);
}

/** The process that reads documents, as the supervisor sees it. */
export function forkDocuments(): ChildPort & { readonly pid: number | undefined } {
  const child = fork(builtProcesses.documents, [], {
    serialization: 'advanced',
    execArgv: [],
    env: {},
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid,
    postMessage: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => void child.kill('SIGKILL'),
  };
}

const silentChild: SpawnChild = () => ({
  postMessage: () => undefined,
  onMessage: () => undefined,
  onExit: () => undefined,
  kill: () => undefined,
});

async function connectDriver(
  child: ChildProcess,
  exited: Promise<number | null>,
  tokens: TokenSource,
  spawnDocuments: SpawnChild,
): Promise<SessionDriver> {
  const messages: FromSession[] = [];
  const replies = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const streams = new Map<number, (message: FromSession) => void>();
  const pieces = new Map<number, (error: ErrorCode | null) => void>();
  let nextId = 1;
  const post = (message: ToSession) => {
    if (child.connected) child.send(message, () => undefined);
  };

  const documents = createDocumentsProcess(
    spawnDocuments,
    {
      message: (message) => post({ type: 'documents', message }),
      gone: () => post({ type: 'documents-gone' }),
    },
    { info: () => undefined, error: () => undefined },
  );
  exited.then(() => documents.end());

  const ready = new Promise<void>((resolve, reject) => {
    exited.then((code) => {
      reject(new Error(`the session process ended at start (${code})`));
      for (const reply of replies.values()) reply({ ok: false, error: new AppError('session.ended').toWire() });
      replies.clear();
    });
    child.on('message', (data) => {
      const message = FromSession.parse(data);
      switch (message.type) {
        case 'ready':
          resolve();
          break;
        case 'reply':
          replies.get(message.id)?.(message.result as Result<unknown>);
          replies.delete(message.id);
          break;
        case 'token-call':
          relay(message.id, message.method as TokenMethod, message.input);
          break;
        case 'intake-taken':
          pieces.get(message.id)?.(message.error);
          pieces.delete(message.id);
          break;
        case 'stream-head':
        case 'stream-chunk':
        case 'stream-end':
          streams.get(message.id)?.(message);
          break;
        case 'documents':
          documents.tell(message.message);
          break;
        case 'documents-end':
          documents.end();
          break;
        default:
          messages.push(message);
          if (message.type === 'event') {
            for (const listener of listeners.get(message.channel) ?? []) listener(message.payload);
          }
      }
    });
  });

  function relay(id: number, method: TokenMethod, input: unknown): void {
    tokens.call(method, input as never).then(
      (value) => post({ type: 'token-reply', id, result: { ok: true, value } }),
      (error: unknown) => {
        const wire = error instanceof AppError ? error.toWire() : new AppError('card.module-crashed').toWire();
        post({ type: 'token-reply', id, result: { ok: false, error: wire } });
      },
    );
  }

  const bridge: Bridge = {
    invoke(channel, input) {
      const id = nextId++;
      return new Promise((resolve) => {
        if (!child.connected) {
          resolve({ ok: false, error: new AppError('session.ended').toWire() });
          return;
        }
        replies.set(id, resolve);
        post({ type: 'invoke', id, channel, input });
      });
    },
    subscribe(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      return () => set.delete(listener);
    },
  };
  const card = connect(cardContract, bridge);
  const tellReaders = () => post({ type: 'readers', service: tokens.service ?? true, readers: tokens.readers() });

  await ready;
  tellReaders();
  return {
    process: child,
    exited,
    bridge,
    card,
    code: connect(codeContract, bridge),
    doctor: connect(doctorContract, bridge),
    mailbox: connect(mailboxContract, bridge),
    keeping: connect(keepingContract, bridge),
    folder: connect(folderContract, bridge),
    handling: connect(handlingContract, bridge),
    people: connect(peopleContract, bridge),
    draft: connect(draftContract, bridge),
    outbox: connect(outboxContract, bridge),
    directory: connect(directoryContract, bridge),
    sync: connect(syncContract, bridge),
    activity: connect(activityContract, bridge),
    settings: connect(settingsContract, bridge),
    storage: connect(storageContract, bridge),
    delegation: connect(delegationContract, bridge),
    messages,
    async signIn(pin = '1234') {
      let state = await card.state({});
      for (let tries = 0; state.state === 'reading' && tries < 200; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        state = await card.state({});
      }
      const reader = state.state === 'ready' ? state.card.reader : softwareReader;
      return card.signIn({ reader, pin, finalTryConfirmed: false });
    },
    tellReaders,
    networkChanged: (online) => post({ type: 'network-changed', online }),
    grant(kind, path) {
      const grantId = FileGrantId.parse(randomUUID());
      post({ type: 'grant', grantId, kind, path });
      return grantId;
    },
    readStream: (url, start = 0, end = null) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        const pieces: Uint8Array[] = [];
        let head = { mediaType: '', total: 0 };
        streams.set(id, (message) => {
          if (message.type === 'stream-head') head = { mediaType: message.mediaType, total: message.sizeBytes };
          if (message.type === 'stream-chunk') pieces.push(message.bytes);
          if (message.type !== 'stream-end') {
            post({ type: 'stream-pull', id });
            return;
          }
          streams.delete(id);
          if (message.error) reject(new AppError(message.error as 'app.bug'));
          else resolve({ ...head, bytes: Buffer.concat(pieces) });
        });
        post({ type: 'stream-open', id, token: url.replace(/^attachment\//, ''), start, end });
      }),
    post: (url, bytes) =>
      new Promise((resolve) => {
        const id = nextId++;
        pieces.set(id, resolve);
        post({ type: 'intake', id, token: url.replace(/^intake\//, ''), bytes: new Uint8Array(bytes) });
      }),
    of: (type) => messages.filter((message) => message.type === type) as never,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    quit() {
      post({ type: 'quit' });
      return exited;
    },
  };
}

/** Waits until `probe` answers something true; fails after `timeoutMs`. */
export async function eventually<T>(probe: () => Promise<T> | T, timeoutMs = 15_000): Promise<NonNullable<T>> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > until) throw new Error(`not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
