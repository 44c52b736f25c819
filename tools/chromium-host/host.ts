/** The one host of this process: settings, Chromium started on first need, and what tests look at and drive. */
import { EventEmitter } from 'node:events';
import { type Browser, startBrowser } from './browser.ts';
import { readSettings } from './settings.ts';

/** A call of the product to a part of the system that has no window of its own to look at. */
export interface RecordedCall {
  readonly api: string;
  readonly detail: unknown;
}

interface HostEvents {
  call: [RecordedCall];
  'window-opened': [{ id: number; targetId: string }];
  'window-closed': [{ id: number }];
}

export const settings = readSettings(process.env);

let started: Promise<Browser> | null = null;

/** Chromium, started when first asked for. */
export function browser(): Promise<Browser> {
  started ??= startBrowser(settings);
  return started;
}

/** Ends Chromium if it was started. */
export async function stopBrowser(): Promise<void> {
  if (started) (await started).stop();
}

/** Tells tests what happens; nothing in the product hears it. */
export const hostEvents = new EventEmitter<HostEvents>();

/** What the product asked of the system: notifications, menus, clipboard, focus. */
export const recordedCalls: RecordedCall[] = [];

/** Records a call. */
export function record(api: string, detail: unknown = null): void {
  const call = { api, detail };
  recordedCalls.push(call);
  hostEvents.emit('call', call);
}
