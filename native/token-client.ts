/**
 * The parent's side of the token host. A vendor's module may crash or hang for ever, so every call has a deadline,
 * and a process that misses one is killed and replaced. What was under way then fails; nothing is sent twice, so that
 * no PIN is ever tried again behind the user's back.
 */
import { AppError, type ErrorCode, fromWire } from '../contract/errors.ts';
import type { ChildLike } from './child-like.ts';
import {
  type MonitorEvent,
  type ReaderState,
  type TokenClient,
  type TokenInput,
  type TokenMethod,
  type TokenOutput,
  type TokenRequest,
  TokenResponse,
  tokenMethods,
} from './protocol.ts';

/** Times that bound the calls, in milliseconds. */
export interface TokenClientOptions {
  /** Deadline of one call. */
  readonly callTimeoutMs?: number;
  /** Deadline of a call during which the user may be typing a PIN on the reader. */
  readonly pinPadTimeoutMs?: number;
  /** How long a call may go on once its card is out: OpenSC can hang for ever on it. */
  readonly removalGraceMs?: number;
}

/** A token client that owns its host process. */
export interface OwnedTokenClient extends TokenClient {
  /** To be told of every reader event: a removal ends the call that uses the card, and gives snapshots their generation. */
  readersChanged(event: MonitorEvent): void;
  /** Makes cards forget their PIN, then ends the process. Calls still waiting fail with `app.cancelled`. */
  close(): Promise<void>;
}

interface Pending {
  readonly request: TokenRequest;
  readonly reader: string | null;
  /** The reader as it was when the request left. */
  readonly before: ReaderState | null;
  readonly settle: (outcome: { value: unknown } | { error: AppError }) => void;
  readonly deadline: NodeJS.Timeout;
  grace: NodeJS.Timeout | null;
}

/** Longest wait for a card to be reset before the process is ended. */
const farewellMs = 2000;

/** Starts a token host and keeps one available. */
export function createTokenClient(spawn: () => ChildLike, options: TokenClientOptions = {}): OwnedTokenClient {
  const { callTimeoutMs = 20_000, pinPadTimeoutMs = 90_000, removalGraceMs = 300 } = options;
  let child: ChildLike | null = null;
  let pending: Pending | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let nextId = 1;
  let closed = false;
  let readers: ReadonlyMap<string, ReaderState> = new Map();
  const pinPads = new Set<string>();
  /** Readers whose card may stand verified through us; a host that died cannot see to it. */
  const verified = new Set<string>();
  /** Readers whose card is to be reset by the next host, before anything else. */
  const toReset = new Set<string>();
  /** The PC/SC service went away: OpenSC's view of readers stays as it was then, even when the service is back. */
  let isStale = false;

  function isPresent(state: ReaderState | null | undefined): state is ReaderState {
    return state !== null && state !== undefined && state.card !== 'absent';
  }

  function ensureChild(): ChildLike {
    if (child) return child;
    const started = spawn();
    child = started;
    started.onMessage((message) => {
      if (child === started) onMessage(message);
    });
    started.onExit(() => {
      if (child === started) abandon('card.module-crashed');
    });
    return started;
  }

  /** Gives the host up, with the reason for the call under way. */
  function abandon(
    code: ErrorCode & ('card.timeout' | 'card.module-crashed' | 'card.removed' | 'app.cancelled'),
  ): void {
    const lost = child;
    child = null;
    lost?.kill();
    for (const reader of verified) toReset.add(reader);
    verified.clear();
    settle({ error: new AppError(code) });
  }

  /** Between calls: what the host believes of the cards is no longer to be relied on. */
  function replaceChild(): void {
    isStale = false;
    const former = child;
    child = null;
    former?.kill();
  }

  function settle(outcome: { value: unknown } | { error: AppError }): void {
    const done = pending;
    if (!done) return;
    pending = null;
    clearTimeout(done.deadline);
    if (done.grace) clearTimeout(done.grace);
    done.settle(outcome);
  }

  function onMessage(message: unknown): void {
    const response = TokenResponse.safeParse(message);
    if (!response.success) {
      abandon('card.module-crashed');
      return;
    }
    if (response.data.id !== pending?.request.id) return;
    const { result } = response.data;
    settle(result.ok ? { value: result.value } : { error: fromWire(result.error) });
  }

  /** Sends one request; the queue sees to it that no other is under way. */
  function exchange(method: TokenMethod, input: unknown, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const reader = (input as { readonly reader?: string }).reader ?? null;
      const request: TokenRequest = { id: nextId++, method, input };
      pending = {
        request,
        reader,
        before: (reader === null ? null : readers.get(reader)) ?? null,
        settle: (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value)),
        deadline: setTimeout(() => abandon('card.timeout'), timeoutMs),
        grace: null,
      };
      ensureChild().postMessage(request);
    });
  }

  async function run<M extends TokenMethod>(method: M, input: TokenInput<M>): Promise<TokenOutput<M>> {
    if (closed) throw new AppError('app.cancelled');
    if (isStale) replaceChild();
    await resetAfterCrash();
    const reader = 'reader' in input ? input.reader : null;
    const before = reader === null ? null : readers.get(reader);
    const carriesPin = method === 'login' || (method === 'sign' && 'pin' in input && input.pin !== null);
    const awaitsPad = reader !== null && pinPads.has(reader) && (method === 'login' || method === 'sign');
    if (reader !== null && (carriesPin || awaitsPad)) verified.add(reader);
    const answer = exchange(method, input, awaitsPad ? pinPadTimeoutMs : callTimeoutMs);
    // The message has been copied into the channel: this copy has served.
    if ('pin' in input) input.pin?.fill(0);
    const output = tokenMethods[method].output.parse(await answer) as TokenOutput<M>;
    if (reader !== null && method === 'logout') verified.delete(reader);
    if (reader !== null) notePinPad(reader, output);
    if (method !== 'readCard') return output;
    const after = reader === null ? null : readers.get(reader);
    // What was read may be another card's than the one that is there now.
    if (isPresent(before) && before.generation !== after?.generation) throw new AppError('card.removed');
    return after ? { ...output, generation: after.generation } : output;
  }

  function notePinPad(reader: string, output: object): void {
    const status = 'pin' in output ? output.pin : output;
    if (typeof status !== 'object' || status === null || !('pinPad' in status)) return;
    if (status.pinPad) pinPads.add(reader);
    else pinPads.delete(reader);
  }

  /** A host that was killed has left its cards verified for any program to use. */
  async function resetAfterCrash(): Promise<void> {
    for (const reader of [...toReset]) {
      toReset.delete(reader);
      const state = readers.get(reader);
      if (state && !isPresent(state)) continue;
      try {
        await exchange('logout', { reader }, farewellMs);
      } catch (error) {
        // The card does not answer, or its module still crashes: the call that follows will say so.
        if (!(error instanceof AppError)) throw error;
      }
    }
  }

  function enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = tail.then(task);
    tail = result.catch(() => undefined);
    return result;
  }

  ensureChild();
  return {
    call(method, input) {
      const parsed = tokenMethods[method].input.parse(input) as typeof input;
      // Taken over: the caller's PIN is wiped at once, ours as soon as it is sent.
      if (!('pin' in parsed) || parsed.pin === null) return enqueue(() => run(method, parsed));
      const owned = { ...parsed, pin: Uint8Array.from(parsed.pin) };
      parsed.pin.fill(0);
      return enqueue(() => run(method, owned)).finally(() => owned.pin.fill(0));
    },
    readersChanged(event) {
      readers = new Map(event.readers.map((reader) => [reader.name, reader]));
      if (!event.service) isStale = true;
      for (const reader of verified) if (!isPresent(readers.get(reader))) verified.delete(reader);
      if (!pending?.reader || pending.grace || !isPresent(pending.before)) return;
      const now = readers.get(pending.reader);
      if (isPresent(now) && now.generation === pending.before.generation) return;
      pending.grace = setTimeout(() => abandon('card.removed'), removalGraceMs);
    },
    async close() {
      if (closed) return;
      closed = true;
      if (pending) abandon('app.cancelled');
      await tail;
      const last = child;
      if (!last) return;
      for (const reader of verified) toReset.add(reader);
      await resetAfterCrash();
      if (child !== last) return;
      child = null;
      await new Promise<void>((resolve) => {
        last.onExit(resolve);
        last.kill();
      });
    },
  };
}
