/**
 * Readers and cards as PC/SC tells of them, over `pcsc-mini`, kept alive whatever happens to the PC/SC service: the
 * binding never recovers from an error, so its client is made anew, with growing pauses, until the service is back.
 */
import { type Card, CardDisposition, CardMode, Client, type Reader, ReaderStatus } from 'pcsc-mini';
import type { ReaderState } from '../protocol.ts';

const firstPauseMs = 250;
const longestPauseMs = 2000;
/**
 * The binding tells of the readers there are within milliseconds of each other, and of nothing when there are none: so
 * silence is told as such soon, but taken for settled only when a busy machine, too, would have spoken.
 */
const silenceMs = 100;
const settledSilenceMs = 1000;
const allNewsMs = 20;

/** Live view of the readers. */
export interface ReaderWatch {
  /** False while the PC/SC service cannot be reached. */
  readonly service: boolean;
  readonly readers: readonly ReaderState[];
  /** Called after every change, and once when the first state is known. */
  onChange(listener: () => void): void;
  /** Resolves when the readers that are there have been told of, or the service was found to be out of reach. */
  readonly settled: Promise<void>;
  /** Connects to the card in a reader; null when there is no such reader. Rejects as PC/SC does (no card, in use…). */
  connect(reader: string): Promise<Card | null>;
  /** Whether PC/SC ever told of this reader; a token without one (SoftHSM2) has none. */
  hasSeen(reader: string): boolean;
  /** Resolves true once the reader holds no card, false when it still does after `timeoutMs`. */
  whenCardGone(reader: string, timeoutMs: number): Promise<boolean>;
  close(): void;
}

interface Known {
  readonly reader: Reader;
  /** High half of the PC/SC state: the service's own count of insertions and removals in this reader. */
  counter: number;
  state: ReaderState;
}

/** Starts watching; `only` restricts the readers that exist for us (null means all). */
export function watchReaders(only: readonly string[] | null): ReaderWatch {
  const listeners = new Set<() => void>();
  const known = new Map<string, Known>();
  /** Outlives the client, so that a reader seen again never falls back to an earlier generation. */
  const generations = new Map<string, number>();
  let client: Client | null = null;
  let service = false;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });

  function changed(): void {
    for (const listener of [...listeners]) listener();
  }

  function nextGeneration(name: string, steps: number): number {
    const generation = (generations.get(name) ?? 0) + steps;
    generations.set(name, generation);
    return generation;
  }

  function onStatus(reader: Reader, raw: number): void {
    setTimeout(settle, allNewsMs).unref();
    const name = reader.name();
    const card = cardState(raw);
    const counter = raw >>> 16;
    const before = known.get(name);
    const presenceChanged = (before?.state.card ?? 'absent') === 'absent' ? card !== 'absent' : card === 'absent';
    // The counter tells of a swap too quick for its two events to be seen; it wraps at 16 bits.
    const counted = before ? (counter - before.counter) & 0xffff : 0;
    const steps = Math.max(counted, before === undefined || presenceChanged ? 1 : 0);
    if (before && steps === 0 && before.state.card === card) return;
    const atr = steps === 0 && before ? before.state.atr : null;
    const state: ReaderState = { name, card, atr, generation: nextGeneration(name, steps) };
    known.set(name, { reader, counter, state });
    if (card === 'present' && atr === null) void announceWithAtr(reader, state);
    else changed();
  }

  /** The binding's own event carries an ATR that was freed already; the reader itself is asked instead (1 ms). */
  async function announceWithAtr(reader: Reader, state: ReaderState): Promise<void> {
    const atr = await readAtr(reader);
    const entry = known.get(state.name);
    if (!entry || entry.state.generation !== state.generation || entry.state.card === 'absent') return;
    entry.state = { ...entry.state, atr };
    changed();
  }

  function startClient(): void {
    timer = null;
    const fresh = new Client();
    client = fresh;
    fresh.on('reader', (reader) => {
      if (only && !only.includes(reader.name())) return;
      reader.on('change', (status) => {
        if (client === fresh) onStatus(reader, status.raw);
      });
      reader.on('disconnect', () => {
        if (client === fresh && known.delete(reader.name())) changed();
      });
    });
    fresh.on('error', () => {
      if (client === fresh) onServiceLost();
    });
    try {
      fresh.start();
    } catch {
      // The binding says only that it could not start; with or without a reason, the answer is to try again later.
      onServiceLost();
      return;
    }
    service = true;
    pauseMs = firstPauseMs;
    // Readers already there are told of within milliseconds; without any, this is the first news.
    setTimeout(() => {
      if (client === fresh && known.size === 0) changed();
    }, silenceMs).unref();
    setTimeout(settle, settledSilenceMs).unref();
  }

  function onServiceLost(): void {
    const lost = client;
    client = null;
    service = false;
    settle();
    known.clear();
    if (lost) stopClient(lost);
    if (closed) return;
    timer = setTimeout(startClient, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    changed();
  }

  queueMicrotask(startClient);
  return {
    get service() {
      return service;
    },
    get readers() {
      return [...known.values()].map(({ state }) => state);
    },
    onChange: (listener) => void listeners.add(listener),
    settled,
    async connect(name) {
      await settled;
      return (await known.get(name)?.reader.connect(CardMode.SHARED)) ?? null;
    },
    hasSeen: (name) => generations.has(name),
    whenCardGone(name, timeoutMs) {
      const gone = () => (known.get(name)?.state.card ?? 'absent') === 'absent';
      return new Promise((resolve) => {
        const finish = (answer: boolean) => {
          listeners.delete(check);
          clearTimeout(limit);
          resolve(answer);
        };
        const check = () => {
          if (gone()) finish(true);
        };
        const limit = setTimeout(() => finish(gone()), timeoutMs);
        listeners.add(check);
        check();
      });
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      const last = client;
      client = null;
      if (last) stopClient(last);
    },
  };
}

function stopClient(client: Client): void {
  client.removeAllListeners();
  // The binding keeps emitting `error` from its thread until that has wound down.
  client.on('error', () => undefined);
  try {
    client.stop();
  } catch {
    // Stopping cancels a wait in the service; when that is gone, so is the wait.
    return;
  }
}

async function readAtr(reader: Reader): Promise<string | null> {
  try {
    // A direct connection does not power the card; Windows would make it exclusive.
    const card = await reader.connect(process.platform === 'win32' ? CardMode.SHARED : CardMode.DIRECT);
    try {
      return Buffer.from((await card.state()).atr).toString('hex');
    } finally {
      await card.disconnect(CardDisposition.LEAVE);
    }
  } catch {
    // Removed meanwhile, or held exclusively by another program: the card is there all the same, its ATR unknown.
    return null;
  }
}

function cardState(raw: number): ReaderState['card'] {
  if (!(raw & ReaderStatus.PRESENT)) return 'absent';
  if (raw & ReaderStatus.MUTE) return 'mute';
  return raw & ReaderStatus.EXCLUSIVE ? 'in-use-exclusively' : 'present';
}
