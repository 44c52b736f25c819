/** Runs a program to its end, with what it wrote, and with a limit in time that holds for all it started. */
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  /** After this long the program and its children are killed. */
  readonly limitMs: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each piece of output, so that long runs can be followed. */
  readonly onOutput?: (text: string) => void;
}

export interface CommandOutcome {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Standard output and error, interleaved as they came. */
  readonly output: string;
  readonly elapsedMs: number;
}

/** Process groups under way: ended when this program is told to stop, so that nothing is left behind. */
const running = new Set<number>();

/** Passes termination on to everything under way; to be called once by a program's entry. */
export function stopWithChildren(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      for (const pid of running) killGroup(pid, 'SIGTERM');
      process.exit(1);
    });
  }
}

/** Runs `program`; never rejects for its failure, only where it cannot be started. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<CommandOutcome> {
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let output = '';
  let timedOut = false;
  const collect = (piece: string): void => {
    output += piece;
    options.onOutput?.(piece);
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const timer = setTimeout(() => {
    timedOut = true;
    if (pid !== undefined) killGroup(pid, 'SIGKILL');
  }, options.limitMs);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      if (pid !== undefined) running.delete(pid);
      resolve({ exitCode, timedOut, output, elapsedMs: performance.now() - startedAt });
    });
  });
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // The group may have ended by itself in the meantime; anything else is worth knowing.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
