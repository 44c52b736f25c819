/** A card process seen from its parent: `child_process.fork` and Electron's `utilityProcess` both fit. */
import type { ChildProcess } from 'node:child_process';

/** What the clients need of a child process. */
export interface ChildLike {
  /** Sends a message; one that finds the channel closed is lost, and the child's exit tells. */
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process is gone for whatever reason. */
  onExit(listener: () => void): void;
  /** Ends the process at once, even when a native call hangs in it. */
  kill(): void;
}

/** A process made by `fork(…, { serialization: 'advanced' })`. */
export function fromChildProcess(child: ChildProcess): ChildLike {
  return {
    postMessage(message) {
      // A channel that broke reports through `exit`; the callback keeps the failed write from being thrown.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      let told = false;
      const once = () => {
        if (!told) listener();
        told = true;
      };
      child.once('exit', once);
      child.once('error', once);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
