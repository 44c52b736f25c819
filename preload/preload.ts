/**
 * The bridge: two functions, and nothing else of Electron in reach of the page.
 *
 * Channels are those of the contracts, written in by the build: loading the contracts themselves would bring their
 * schemas into every page. The main process checks them again.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../contract/ipc/define.ts';

declare const MEDIMAIL_INVOKE_CHANNELS: readonly string[];
declare const MEDIMAIL_EVENT_CHANNELS: readonly string[];

const invokable: ReadonlySet<string> = new Set(MEDIMAIL_INVOKE_CHANNELS);
const subscribable: ReadonlySet<string> = new Set(MEDIMAIL_EVENT_CHANNELS);

const bridge: Bridge = {
  invoke(channel, input) {
    if (!invokable.has(channel)) return Promise.reject(new Error('unknown channel'));
    return ipcRenderer.invoke('bridge.invoke', channel, input);
  },
  subscribe(channel, listener) {
    if (!subscribable.has(channel)) throw new Error('unknown channel');
    // The event object would hand the page Electron's own objects: only the payload goes on.
    const heard = (_event: unknown, heardChannel: unknown, payload: unknown) => {
      if (heardChannel === channel) listener(payload);
    };
    ipcRenderer.on('bridge.event', heard);
    return () => {
      ipcRenderer.removeListener('bridge.event', heard);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
