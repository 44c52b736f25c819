/** What an entry of the outbox is doing, for its line and for the panel. Pure functions. */
import type { OutboxRow } from '../../../contract/ipc/draft.contract.ts';

export type OutboxGroup = 'to-settle' | 'leaving' | 'scheduled' | 'waiting';

/** Where an entry stands in the outbox: failures first, then what moves, then what waits. */
export function groupOf(entry: OutboxRow, now: Date): OutboxGroup {
  if (entry.state === 'failed') return 'to-settle';
  if (isScheduled(entry)) return 'scheduled';
  // It does not wait for the network: it has arrived.
  if (isHeldForScan(entry)) return 'leaving';
  return entry.state === 'waiting' && undoSeconds(entry, now) === 0 ? 'waiting' : 'leaving';
}

/** Whether it waits for the moment that the person chose. */
export function isScheduled(entry: Pick<OutboxRow, 'state' | 'leaveAt'>): boolean {
  return entry.state === 'waiting' && entry.leaveAt !== null;
}

/** Whether it is transmitted whole, and held back until the operator can scan it. */
export function isHeldForScan(entry: Pick<OutboxRow, 'state' | 'error'>): boolean {
  return entry.state === 'waiting' && entry.error?.code === 'operator.scan-pending';
}

/** Seconds in which sending can still be undone without trace; 0 when it cannot. */
export function undoSeconds(entry: Pick<OutboxRow, 'undoUntil' | 'state'>, now: Date): number {
  if (!entry.undoUntil || entry.state === 'sealed' || entry.state === 'sealing') return 0;
  return Math.max(0, Math.ceil((new Date(entry.undoUntil).getTime() - now.getTime()) / 1_000));
}

/** From 0 to 1. */
export function sentFraction(entry: Pick<OutboxRow, 'sentBytes' | 'sizeBytes' | 'state'>): number {
  if (entry.state === 'sealed' || entry.state === 'sealing') return 1;
  return entry.sizeBytes > 0 ? Math.min(1, entry.sentBytes / entry.sizeBytes) : 0;
}

/** The entry that the panel shows: the one that moves, else the next to leave. */
export function leadingEntry(entries: readonly OutboxRow[]): OutboxRow | null {
  const order: readonly OutboxRow['state'][] = ['uploading', 'sealing', 'signing', 'preparing', 'waiting', 'sealed'];
  for (const state of order) {
    const entry = entries.find((candidate) => candidate.state === state && !isScheduled(candidate));
    if (entry) return entry;
  }
  return null;
}

/** Taking an entry back is possible until the operator seals it. */
export function canCancel(entry: OutboxRow): boolean {
  return entry.state !== 'sealing' && entry.state !== 'sealed';
}
