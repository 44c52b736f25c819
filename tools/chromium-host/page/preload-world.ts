/** In the preload's isolated world: `contextBridge` and `ipcRenderer` as a sandboxed preload sees them. Source text. */
import type { Codec } from '../codec.ts';
import type { WorldLink } from './world-link.ts';

type Listener = (event: object, ...args: unknown[]) => void;

/** Names, unguessable, of the binding towards the main process and of the function it calls back. */
export interface PreloadNames {
  readonly binding: string;
  readonly deliver: string;
}

/** Runs the preload's CommonJS text with the modules that Electron gives a sandboxed preload. */
export function startPreloadWorld(
  codec: Codec,
  link: WorldLink,
  names: PreloadNames,
  preload: (require: (name: string) => unknown, module: { exports: object }) => void,
): void {
  const world = globalThis as unknown as Record<string, unknown>;
  const bind = world[names.binding] as (text: string) => void;
  const listeners = new Map<string, Listener[]>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;

  const post = (message: unknown) => bind(JSON.stringify(codec.encode(message)));
  const refuse = (what: string): never => {
    throw new Error(`not emulated: ${what}`);
  };
  const strict = (name: string, parts: Record<string, unknown>) =>
    new Proxy(parts, {
      get: (target, property) =>
        property in target || typeof property === 'symbol'
          ? Reflect.get(target, property)
          : refuse(`${name}.${property}`),
    });

  const off = (channel: string, listener: Listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((kept) => kept !== listener),
    );
  };
  const on = (channel: string, listener: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
  };
  const ipcRenderer = strict('ipcRenderer', {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        post({ type: 'invoke', id, channel, args });
      }),
    send: (channel: string, ...args: unknown[]) => post({ type: 'send', channel, args }),
    on,
    off,
    removeListener: off,
  });
  link.onNotice('open', (url) => post({ type: 'window-open', url }));
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown) => link.notify('expose', { key, api }),
  });

  world[names.deliver] = (text: string) => {
    const message = codec.decode(JSON.parse(text)) as Record<string, unknown>;
    if (message['type'] === 'event') {
      const heard = listeners.get(message['channel'] as string) ?? [];
      for (const listener of heard) listener({}, ...(message['args'] as unknown[]));
      return;
    }
    const call = waiting.get(message['id'] as number);
    waiting.delete(message['id'] as number);
    if (message['ok']) call?.resolve(message['value']);
    else call?.reject(new Error(message['value'] as string));
  };

  const electron = strict('electron (in a sandboxed preload)', { ipcRenderer, contextBridge });
  preload((name) => (name === 'electron' ? electron : refuse(`require('${name}') in a sandboxed preload`)), {
    exports: {},
  });
}
