/** Checks a run of events, whole or the part of it that one envelope is given. */
import { type EnvelopeEvent, GENESIS_HASH } from '../../contract/model/event.ts';
import { eventHash } from './event-hash.ts';

export type EventChainVerdict =
  | {
      readonly ok: true;
      /** Neighbours whose link was checked; rows of other envelopes between two leave their link unchecked. */
      readonly linksChecked: number;
      readonly gaps: number;
      /** Hash of the last row, hexadecimal; null when there is none. */
      readonly head: string | null;
    }
  | { readonly ok: false; readonly seq: number; readonly reason: 'order' | 'previous-hash' };

/** Rows in the order of `seq`. Gaps are those of an envelope's own rows in the global sequence; use `gaps` to refuse them. */
export function verifyEventChain(events: readonly EnvelopeEvent[]): EventChainVerdict {
  let previous: { readonly seq: number; readonly hash: string } = { seq: 0, hash: GENESIS_HASH };
  let linksChecked = 0;
  let gaps = 0;
  for (const event of events) {
    if (event.seq <= previous.seq) return { ok: false, seq: event.seq, reason: 'order' };
    if (event.seq === previous.seq + 1) {
      if (event.previousHash !== previous.hash) return { ok: false, seq: event.seq, reason: 'previous-hash' };
      linksChecked += 1;
    } else {
      gaps += 1;
    }
    previous = { seq: event.seq, hash: eventHash(event) };
  }
  return { ok: true, linksChecked, gaps, head: events.length === 0 ? null : previous.hash };
}
