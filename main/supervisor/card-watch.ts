/** Whether the card that signed in is still where it was. */
import { z } from 'zod';

/** The part of a reader's state that decides. */
const WatchedReader = z.object({
  name: z.string(),
  card: z.string(),
  /** Grows with each insertion and removal, so that a card pulled and put back between two looks is seen. */
  generation: z.number(),
});

/** Where a card signed in. */
export interface CardInUse {
  readonly reader: string;
  readonly generation: number;
}

/** True when the card left its reader, even for an instant, or can no longer be watched. */
export function hasCardLeft(inUse: CardInUse, service: boolean, readers: readonly unknown[]): boolean {
  if (!service) return true;
  const states = readers.map((reader) => WatchedReader.safeParse(reader));
  const state = states.find((parsed) => parsed.success && parsed.data.name === inUse.reader)?.data;
  return !state || state.card === 'absent' || state.generation !== inUse.generation;
}
