/** The reader side of the sign-in screen, from what the monitor and the token host told: exactly one state at any time. */

import type { ErrorCode } from '../../../contract/errors.ts';
import type { CardState, CardView } from '../../../contract/ipc/card.contract.ts';

export interface ReaderFacts {
  readonly name: string;
  readonly card: 'absent' | 'present' | 'mute' | 'in-use-exclusively';
  readonly generation: number;
}

/** How far reading the card in one reader has come. */
export type CardReading =
  | { readonly state: 'reading' }
  | { readonly state: 'failed'; readonly problem: ErrorCode }
  | { readonly state: 'read'; readonly view: CardView };

/** `readings` is keyed by reader name; a present card without a reading is about to be read. */
export function describeReaders(
  service: boolean,
  readers: readonly ReaderFacts[],
  readings: ReadonlyMap<string, CardReading>,
): CardState {
  if (!service) return { state: 'service-unavailable' };
  if (readers.length === 0) return { state: 'no-reader' };
  const occupied = readers.filter(({ card }) => card !== 'absent');
  if (occupied.length === 0) return { state: 'no-card', readers: readers.map(({ name }) => name) };
  const reading = occupied.find(({ name }) => (readings.get(name)?.state ?? 'reading') === 'reading');
  if (reading) return { state: 'reading', reader: reading.name };
  const cards: CardView[] = [];
  let failed: Extract<CardState, { state: 'unreadable' }> | null = null;
  for (const { name } of occupied) {
    const found = readings.get(name);
    if (found?.state === 'read') cards.push(found.view);
    if (found?.state === 'failed') failed ??= { state: 'unreadable', reader: name, problem: found.problem };
  }
  const [first, ...others] = cards;
  if (first === undefined) return failed ?? { state: 'no-card', readers: readers.map(({ name }) => name) };
  return others.length === 0 ? { state: 'ready', card: first } : { state: 'several', cards };
}
