/** Follows the readers: reads each card once when it comes, again when reading failed, and tells the state. */
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type { CardState } from '../../../contract/ipc/card.contract.ts';
import type { CardSnapshot, TokenClient } from '../../../native/protocol.ts';
import { type CardReading, describeReaders, type ReaderFacts } from '../core/card-state.ts';
import type { Clock } from '../core/clock.ts';
import type { ReaderReport } from '../core/doctor/verdicts.ts';
import { pinView, type ReadCard } from './card-facts.ts';

const RETRY_MS = 700;
const MAX_ATTEMPTS = 3;
/** Failures after which the same card may well answer. */
const passing: readonly ErrorCode[] = ['card.timeout', 'card.module-crashed', 'card.unreadable', 'card.no-card'];

interface Slot {
  readonly generation: number;
  reading: CardReading;
  card: ReadCard | null;
}

export interface CardMonitor {
  update(service: boolean, readers: readonly ReaderFacts[]): void;
  state(): CardState;
  /** The card that was read in this reader; `card.no-card`, `card.no-reader` or why it could not be read. */
  card(reader: string): ReadCard;
  /** Asks the PIN's state again, after a try. */
  refreshPin(reader: string): Promise<void>;
  /** Judges the cards again: what is trusted has changed. */
  judgeAgain(): Promise<void>;
  /** Everything as it stands, for the card doctor. */
  inspect(): MonitorInspection;
  /** Resolves once no card is being read any more, or as the signal aborts. */
  settled(signal: AbortSignal): Promise<void>;
  /** Reads once more each card that could not be read. */
  readAgain(): void;
}

/** Readers as last told, and how reading each card went. */
export interface MonitorInspection extends ReaderReport {
  readonly cards: readonly ReadCard[];
  readonly failures: readonly ErrorCode[];
}

export function createCardMonitor(options: {
  readonly tokens: TokenClient;
  readonly judge: (snapshot: CardSnapshot) => Promise<ReadCard>;
  readonly onState: (state: CardState) => void;
  readonly clock: Clock;
}): CardMonitor {
  const { tokens, judge, clock } = options;
  const slots = new Map<string, Slot>();
  let service = true;
  let heard = false;
  let readers: readonly ReaderFacts[] = [];
  let told = '';
  const waiting = new Set<() => void>();
  const isReading = () => [...slots.values()].some(({ reading }) => reading.state === 'reading');

  const state = () =>
    describeReaders(service, readers, new Map([...slots].map(([name, slot]) => [name, slot.reading])));

  const tell = () => {
    if (!isReading()) for (const wake of waiting) wake();
    const now = state();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    options.onState(now);
  };

  async function read(reader: string, slot: Slot): Promise<void> {
    for (let attempt = 1; slots.get(reader) === slot; attempt += 1) {
      try {
        const snapshot = await tokens.call('readCard', { reader });
        const card = await judge(snapshot);
        slot.card = card;
        slot.reading = { state: 'read', view: card.view };
        break;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (attempt >= MAX_ATTEMPTS || !passing.includes(error.code)) {
          slot.reading = { state: 'failed', problem: error.code };
          break;
        }
        await clock.wait(RETRY_MS);
      }
    }
    if (slots.get(reader) === slot) tell();
  }

  /** Out of the caller's way, to where a process hears of what it did not expect. */
  const onBug = (error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  };

  const begin = ({ name, card, generation }: ReaderFacts) => {
    if (slots.get(name)?.generation === generation) return;
    const slot: Slot = { generation, reading: { state: 'reading' }, card: null };
    slots.set(name, slot);
    if (card === 'present') read(name, slot).catch(onBug);
    else slot.reading = { state: 'failed', problem: card === 'mute' ? 'card.unreadable' : 'card.timeout' };
  };

  return {
    update(serviceNow, readersNow) {
      heard = true;
      service = serviceNow;
      readers = readersNow;
      const occupied = new Set(readers.filter(({ card }) => card !== 'absent').map(({ name }) => name));
      for (const name of slots.keys()) {
        if (!occupied.has(name)) slots.delete(name);
      }
      for (const reader of readers) {
        if (reader.card !== 'absent') begin(reader);
      }
      tell();
    },
    state,
    card(reader) {
      const slot = slots.get(reader);
      if (!slot) throw new AppError(readers.length === 0 ? 'card.no-reader' : 'card.no-card');
      if (slot.reading.state === 'failed') throw new AppError(slot.reading.problem as 'card.unreadable');
      if (!slot.card) throw new AppError('card.no-card');
      return slot.card;
    },
    async refreshPin(reader) {
      const slot = slots.get(reader);
      if (!slot?.card) return;
      const pin = await tokens.call('pinStatus', { reader });
      const view = { ...slot.card.view, pin: pinView(pin) };
      slot.card = { ...slot.card, view, snapshot: { ...slot.card.snapshot, pin } };
      slot.reading = { state: 'read', view };
      tell();
    },
    async judgeAgain() {
      for (const [reader, slot] of slots) {
        if (!slot.card) continue;
        const card = await judge(slot.card.snapshot);
        if (slots.get(reader) !== slot) continue;
        slot.card = card;
        slot.reading = { state: 'read', view: card.view };
      }
      tell();
    },
    inspect() {
      const all = [...slots.values()];
      return {
        heard,
        service,
        readers,
        cards: all.flatMap(({ card }) => card ?? []),
        failures: all.flatMap(({ reading }) => (reading.state === 'failed' ? [reading.problem] : [])),
      };
    },
    settled: (signal) =>
      new Promise((resolve) => {
        if (!isReading() || signal.aborted) return resolve();
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
    readAgain() {
      for (const [name, slot] of slots) if (slot.reading.state === 'failed') slots.delete(name);
      for (const reader of readers) if (reader.card !== 'absent') begin(reader);
      tell();
    },
  };
}
