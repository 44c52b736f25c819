/** The way to the parent: Electron's `parentPort` in a utility process, else Node's IPC channel of a forked one. */

/** Messages to and from the parent. */
export interface ParentChannel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the parent went away; the process has then nothing left to live for. */
  onClose(listener: () => void): void;
}

/** The part of Electron's `ParentPort` that is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/** Opens the channel; a process started by hand has none, and cannot serve anybody. */
export function openParentChannel(): ParentChannel {
  const parentPort = (process as { parentPort?: ParentPort }).parentPort;
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => void parentPort.on('message', ({ data }) => listener(data)),
      // Electron ends its utility processes itself when the browser process goes; a stand-in for it may not.
      onClose: (listener) => void process.once('disconnect', listener),
    };
  }
  if (!process.send) throw new Error('the card processes are started by Medimail, not by hand');
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}
