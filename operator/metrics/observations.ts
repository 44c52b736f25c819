/** What is looked up when somebody asks for the numbers, rather than counted as it happens. */
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { LogHeadStatement } from '../../contract/model/log.ts';
import type { Clock } from '../clock.ts';
import type { KeptHead, LogStore } from '../services/ports/log.ts';
import type { MailQueue } from '../services/ports/mail.ts';
import type { Scanner } from '../services/ports/scanner.ts';
import type { SessionStore } from '../services/ports/sessions.ts';
import type { Signals } from '../services/signals.ts';
import { createFolderSize } from './folder-size.ts';
import type { Gauge, Registry } from './registry.ts';

export interface ObservedParts {
  readonly dataFolder: string;
  /** Of contents that are files. */
  readonly blobsFolder: string;
  readonly sessions: SessionStore;
  readonly mails: MailQueue;
  readonly log: LogStore;
  readonly signals: Signals;
  readonly scanner: Scanner | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Observations {
  /** Brings every gauge up to date. One that cannot be is left out, and the log says why; the others are told. */
  refresh(): Promise<void>;
  close(): void;
}

export function createObservations(registry: Registry, parts: ObservedParts): Observations {
  const ownProcess = observeProcess(registry);
  const looks = [observePeople(registry, parts), observeLog(registry, parts), observeDisk(registry, parts)];
  if (parts.scanner) looks.push(observeScanner(registry, parts.scanner));
  return {
    async refresh() {
      ownProcess.refresh();
      for (const { error } of (await Promise.all(looks.map(settled))).filter(isFailure)) {
        parts.logger.warn({ error }, 'not measured');
      }
    },
    close: ownProcess.close,
  };
}

/** Sets its gauges; those that it could not are unset when it throws. */
type Look = () => Promise<void>;

const settled = (look: Look) =>
  look().then(
    () => ({}),
    (error: unknown) => ({ error }),
  );
const isFailure = (outcome: { error?: unknown }): outcome is { error: unknown } => 'error' in outcome;

/** A stale number would look like a good one. */
function unsettingOnFailure(gauges: readonly Gauge[], look: Look): Look {
  return async () => {
    try {
      await look();
    } catch (error) {
      for (const gauge of gauges) gauge.set(null);
      throw error;
    }
  };
}

function observePeople(registry: Registry, { sessions, mails, signals, clock }: ObservedParts): Look {
  const open = registry.gauge({ name: 'medimail_sessions_open', help: 'Sessions of workstations that are open.' });
  const streams = registry.gauge({
    name: 'medimail_event_streams_open',
    help: 'Connections over which workstations wait for news.',
  });
  const waiting = registry.gauge({ name: 'medimail_mails_waiting', help: 'Notifications that have not left yet.' });
  return unsettingOnFailure([open, waiting], async () => {
    streams.set(signals.connections());
    open.set(await sessions.countOpen(clock()));
    waiting.set(await mails.waiting());
  });
}

function observeLog(registry: Registry, { log, clock }: ObservedParts): Look {
  const events = registry.gauge({ name: 'medimail_log_events', help: 'Events in the log: the size of its tree.' });
  const covered = registry.gauge({
    name: 'medimail_log_head_events',
    help: 'Events that the last signed head covers; fewer than medimail_log_events for ten minutes at most.',
  });
  const age = registry.gauge({
    name: 'medimail_log_head_age_seconds',
    unit: 'seconds',
    help: 'Since the last head was signed. A log to which nothing is added is not signed again.',
  });
  return unsettingOnFailure([events, covered, age], async () => {
    events.set(await log.size());
    const latest = await log.latestHead();
    covered.set(latest?.treeSize ?? 0);
    age.set(latest && Math.max(0, (clock().getTime() - signedAt(latest)) / 1000));
  });
}

function signedAt({ head }: KeptHead): number {
  return Date.parse(LogHeadStatement.parse(JSON.parse(head.statement)).timestamp);
}

const databases = ['operator', 'keys', 'directory'] as const;

function observeDisk(registry: Registry, { dataFolder, blobsFolder, logger }: ObservedParts): Look {
  const sizes = registry.gauge({
    name: 'medimail_database_size_bytes',
    unit: 'bytes',
    help: 'A database on disk, with what is not written back to it yet.',
  });
  const blobs = registry.gauge({
    name: 'medimail_blobs_size_bytes',
    unit: 'bytes',
    help: 'Contents kept as files; measured in the background, once an hour at most.',
  });
  const free = registry.gauge({
    name: 'medimail_disk_free_bytes',
    unit: 'bytes',
    help: 'What the operator may still write on the file system of its data folder.',
  });
  const total = registry.gauge({
    name: 'medimail_disk_size_bytes',
    unit: 'bytes',
    help: 'Size of the file system of the data folder.',
  });
  const blobFolder = createFolderSize(blobsFolder, (error) => logger.warn({ error }, 'not measured'));
  return unsettingOnFailure([free, total], async () => {
    blobs.set(blobFolder.bytes());
    const { bavail, blocks, bsize } = await statfs(dataFolder);
    free.set(bavail * bsize);
    total.set(blocks * bsize);
    for (const database of databases) {
      const file = join(dataFolder, `${database}.db`);
      sizes.set((await sizeOfFile(file)) + (await sizeOfFile(`${file}-wal`)), { database });
    }
  });
}

async function sizeOfFile(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

function observeScanner(registry: Registry, scanner: Scanner): Look {
  const up = registry.gauge({ name: 'medimail_scanner_up', help: '1: the scanner answers; 0: deposits are held.' });
  return async () => {
    // Down until it answered: the failure that is thrown says why.
    up.set(0);
    await scanner.check();
    up.set(1);
  };
}

const LOOP_RESOLUTION_MS = 20;

function observeProcess(registry: Registry): { refresh(): void; close(): void } {
  const memory = registry.gauge({
    name: 'process_resident_memory_bytes',
    unit: 'bytes',
    help: 'Memory of the process.',
  });
  const heap = registry.gauge({ name: 'medimail_heap_used_bytes', unit: 'bytes', help: 'JavaScript heap in use.' });
  const started = registry.gauge({
    name: 'process_start_time_seconds',
    unit: 'seconds',
    help: 'When the process started, in seconds since 1970.',
  });
  const delay = registry.gauge({
    name: 'medimail_event_loop_delay_seconds',
    unit: 'seconds',
    help: 'How late the event loop was since the numbers were asked for last: half of the time (p50), p99, and at worst.',
  });
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  started.set(Math.round(performance.timeOrigin) / 1000);
  // What is measured is how long after the last turn the next one came; being punctual is no delay.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - LOOP_RESOLUTION_MS / 1000);
  return {
    refresh() {
      const { rss, heapUsed } = process.memoryUsage();
      memory.set(rss);
      heap.set(heapUsed);
      delay.set(late(loop.percentile(50)), { at: 'p50' });
      delay.set(late(loop.percentile(99)), { at: 'p99' });
      delay.set(late(loop.max), { at: 'max' });
      loop.reset();
    },
    close: () => loop.disable(),
  };
}
