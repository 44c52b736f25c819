/** The genuine card processes, started as the supervisor starts them. */
import { type ChildProcess, fork } from 'node:child_process';
import { type ChildLike, fromChildProcess } from '../../../native/child-like.ts';
import { createMonitorClient, type MonitorClient } from '../../../native/monitor-client.ts';
import type { CardConfig, MonitorEvent, ReaderState } from '../../../native/protocol.ts';
import { createTokenClient, type OwnedTokenClient, type TokenClientOptions } from '../../../native/token-client.ts';
import { builtProcesses } from '../built-processes.ts';

/** A way to start one card process, and the last one it started. */
export interface CardProcess {
  readonly spawn: () => ChildLike;
  /** The process that runs now; tests kill it to see it come back. */
  readonly current: () => ChildProcess | null;
  /** How many were started so far. */
  readonly started: () => number;
}

/** Starts card processes of one role, with what `Pcscd.environment` or `SoftToken.environment` says. */
export function cardProcess(
  role: 'monitor' | 'token',
  environment: Readonly<Record<string, string>>,
  config: Partial<CardConfig> = {},
): CardProcess {
  let child: ChildProcess | null = null;
  let count = 0;
  return {
    current: () => child,
    started: () => count,
    spawn() {
      count++;
      child = fork(builtProcesses.cards, [`--role=${role}`], {
        execArgv: [],
        serialization: 'advanced',
        env: { ...process.env, ...environment, MEDIMAIL_CARDS: JSON.stringify(config) },
      });
      return fromChildProcess(child);
    },
  };
}

/** Monitor and token host together, joined as the supervisor joins them. */
export interface CardProcesses {
  readonly tokens: OwnedTokenClient;
  readonly monitor: MonitorClient;
  readonly tokenProcess: CardProcess;
  readonly monitorProcess: CardProcess;
  /** Every event told so far. */
  readonly events: readonly MonitorEvent[];
  /** Resolves with the latest event, or the next one, that fits. */
  waitFor(fits: (event: MonitorEvent) => boolean, timeoutMs?: number): Promise<MonitorEvent>;
  /** Resolves once the reader's card is as given. */
  waitForCard(reader: string, card: ReaderState['card'], timeoutMs?: number): Promise<ReaderState>;
  close(): Promise<void>;
}

/** Starts both card processes. */
export function startCardProcesses(
  environment: Readonly<Record<string, string>>,
  options: { readonly config?: Partial<CardConfig>; readonly times?: TokenClientOptions } = {},
): CardProcesses {
  const tokenProcess = cardProcess('token', environment, options.config);
  const monitorProcess = cardProcess('monitor', environment, options.config);
  const events: MonitorEvent[] = [];
  const waiting = new Set<() => void>();
  const tokens = createTokenClient(tokenProcess.spawn, options.times);
  const monitor = createMonitorClient(monitorProcess.spawn, (event) => {
    tokens.readersChanged(event);
    events.push(event);
    for (const check of [...waiting]) check();
  });

  function waitFor(fits: (event: MonitorEvent) => boolean, timeoutMs = 8000): Promise<MonitorEvent> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!fits(monitor.latest)) return;
        clearTimeout(limit);
        waiting.delete(check);
        resolve(monitor.latest);
      };
      const limit = setTimeout(() => {
        waiting.delete(check);
        reject(new Error(`no such event within ${timeoutMs} ms; last: ${JSON.stringify(monitor.latest)}`));
      }, timeoutMs);
      waiting.add(check);
      check();
    });
  }

  return {
    tokens,
    monitor,
    tokenProcess,
    monitorProcess,
    events,
    waitFor,
    async waitForCard(name, card, timeoutMs) {
      const find = (event: MonitorEvent) =>
        event.readers.find((reader) => reader.name === name && reader.card === card);
      const found = find(await waitFor((event) => find(event) !== undefined, timeoutMs));
      if (!found) throw new Error(`no reader ${name}`);
      return found;
    },
    async close() {
      await Promise.all([tokens.close(), monitor.close()]);
    },
  };
}
