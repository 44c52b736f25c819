/** Holds events back until the page said that it listens; each page starts with a gate of its own. */

export interface EventGate {
  /** Passes the event on, or keeps it for `open`. */
  push(channel: string, payload: unknown): void;
  /** The page is ready: what was kept goes first. */
  open(): void;
}

/** So many events at most are kept for a page that is slow to start; the oldest go first. */
const KEPT = 200;

/** Makes a closed gate before `deliver`. */
export function createEventGate(deliver: (channel: string, payload: unknown) => void): EventGate {
  let kept: { channel: string; payload: unknown }[] | null = [];
  return {
    push(channel, payload) {
      if (!kept) return deliver(channel, payload);
      kept.push({ channel, payload });
      if (kept.length > KEPT) kept.shift();
    },
    open() {
      const queued = kept ?? [];
      kept = null;
      for (const { channel, payload } of queued) deliver(channel, payload);
    },
  };
}
