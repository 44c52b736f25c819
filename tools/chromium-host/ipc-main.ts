/** `ipcMain`: what the preload invokes and sends. */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { PreloadMessage } from './attached-page.ts';
import { emulated } from './emulated.ts';
import { originOf } from './scheme-hosts.ts';
import type { EmulatedWebContents } from './web-contents.ts';

type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1];

const handlers = new Map<string, InvokeHandler>();
const sent = new EventEmitter();

function eventFrom(sender: EmulatedWebContents, frameUrl: string) {
  const senderFrame = emulated('WebFrameMain', { url: frameUrl, origin: originOf(frameUrl), parent: null });
  return emulated('IpcMainEvent', { sender: sender.facade, senderFrame });
}

/** Runs what the product registered for a message of a preload. */
export async function receiveFromPreload(
  sender: EmulatedWebContents,
  message: PreloadMessage,
  frameUrl: string,
): Promise<void> {
  const event = eventFrom(sender, frameUrl);
  if (message.type === 'send') {
    sent.emit(message.channel, event, ...message.args);
    return;
  }
  const { id, channel } = message;
  try {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    const value: unknown = await handler(event as never, ...message.args);
    sender.reply({ type: 'reply', id, ok: true, value });
  } catch (error) {
    sender.reply({
      type: 'reply',
      id,
      ok: false,
      value: `Error invoking remote method '${channel}': ${String(error)}`,
    });
  }
}

/** `ipcMain`. */
export const ipcMain = emulated('ipcMain', {
  handle(channel: string, handler: InvokeHandler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler(channel: string): void {
    handlers.delete(channel);
  },
  on(channel: string, listener: Parameters<Electron.IpcMain['on']>[1]) {
    sent.on(channel, listener);
    return this as unknown as Electron.IpcMain;
  },
} satisfies Partial<Electron.IpcMain>);
