/** A child process as its parent sees it, whatever forked it. */
export interface ChildPort {
  /** Sends a message; lost when the process has gone, which its exit tells. */
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: () => void): void;
  /** Ends it at once, without giving it a chance to act (SIGKILL). */
  kill(): void;
}

/** Starts a child. */
export type SpawnChild = () => ChildPort;
