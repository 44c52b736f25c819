/** Child processes as Electron's utility processes. */
import { utilityProcess } from 'electron';

export interface ChildOptions {
  /** Name in the system's process list. */
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Under macOS's hardened runtime only the card host may load other people's libraries. */
  readonly loadsForeignLibraries?: boolean;
}

/** The child as the supervisor uses it. */
interface Child {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Forks a bundle of ours. */
export function forkChild({ name, file, args, environment, loadsForeignLibraries }: ChildOptions): Child {
  const child = utilityProcess.fork(file, [...(args ?? [])], {
    serviceName: name,
    env: { ...environment },
    stdio: 'inherit',
    ...(loadsForeignLibraries ? { allowLoadingUnsignedLibraries: true } : {}),
  });
  let isOver = false;
  let isCondemned = false;
  const end = () => {
    // Not `child.kill()`, which asks politely: keys must be gone at once.
    if (child.pid !== undefined && !isOver) process.kill(child.pid, 'SIGKILL');
  };
  child.on('spawn', () => {
    if (isCondemned) end();
  });
  child.on('exit', () => {
    isOver = true;
  });
  // A fatal error of its engine ends the child, and that is told; unheard it would end the main process as well.
  child.on('error', end);
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      child.once('exit', () => listener());
    },
    kill() {
      isCondemned = true;
      end();
    },
  };
}
