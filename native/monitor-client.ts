/** The parent's side of the reader monitor: starts it again whenever it dies, and says so meanwhile. */
import type { ChildLike } from './child-like.ts';
import { MonitorEvent, type ReaderState } from './protocol.ts';

const firstPauseMs = 200;
const longestPauseMs = 5000;
/** A monitor that lived this long was sound: the next one is started without the pause grown so far. */
const soundAfterMs = 10_000;

/** A running monitor. */
export interface MonitorClient {
  /** What was last told. */
  readonly latest: MonitorEvent;
  close(): Promise<void>;
}

const unknown: MonitorEvent = { type: 'readers', service: false, readers: [] };

/**
 * Keeps a monitor process running and hands on its events.
 *
 * While there is none, the service counts as unreachable and no card as present: whoever locks on removal then errs on
 * the safe side. Generations go on growing from one monitor process to the next.
 */
export function createMonitorClient(spawn: () => ChildLike, onEvent: (event: MonitorEvent) => void): MonitorClient {
  let latest = unknown;
  let child: ChildLike | null = null;
  let timer: NodeJS.Timeout | null = null;
  let pauseMs = firstPauseMs;
  let closed = false;
  let onGone: () => void = () => undefined;
  /** Added to the generations of the present process; more than any that an earlier one told. */
  let base = 0;
  let highest = 0;

  function tell(event: MonitorEvent): void {
    latest = event;
    onEvent(event);
  }

  function start(): void {
    timer = null;
    const startedAt = Date.now();
    const started = spawn();
    child = started;
    base = highest;
    started.onMessage((message) => {
      if (child !== started || closed) return;
      const parsed = MonitorEvent.safeParse(message);
      if (!parsed.success) {
        started.kill();
        return;
      }
      const readers: ReaderState[] = parsed.data.readers.map((reader) => {
        const generation = base + reader.generation;
        highest = Math.max(highest, generation);
        return { ...reader, generation };
      });
      tell({ ...parsed.data, readers });
    });
    started.onExit(() => {
      if (child !== started) return;
      child = null;
      onGone();
      if (closed) return;
      if (Date.now() - startedAt >= soundAfterMs) pauseMs = firstPauseMs;
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      tell(unknown);
    });
  }

  start();
  return {
    get latest() {
      return latest;
    },
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      const last = child;
      if (!last) return;
      await new Promise<void>((resolve) => {
        onGone = resolve;
        last.kill();
      });
    },
  };
}
