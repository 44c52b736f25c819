/** `utilityProcess`: a child of plain Node with `process.parentPort`, ended with its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { emulated, NotEmulatedError } from './emulated.ts';

/** Runs first in the child, from source text: gives it `process.parentPort`, and ends it when the parent has gone. */
function startParentPort(Emitter: typeof EventEmitter): void {
  const port = new Emitter();
  const early: unknown[] = [];
  process.on('message', (data) => {
    if (port.listenerCount('message') > 0) port.emit('message', { data, ports: [] });
    else early.push(data);
  });
  // Electron queues what arrives before anyone listens.
  port.on('newListener', (name) => {
    if (name !== 'message') return;
    queueMicrotask(() => {
      for (const data of early.splice(0)) port.emit('message', { data, ports: [] });
    });
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const post = process.send?.bind(process);
  Object.defineProperty(process, 'parentPort', {
    value: Object.assign(port, { postMessage: (message: unknown) => post?.(message) }),
  });
}

const preamble = `data:text/javascript,${encodeURIComponent(
  `import { EventEmitter } from 'node:events'; const __name = (named) => named; (${startParentPort})(EventEmitter);`,
)}`;

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

class EmulatedUtilityProcess
  extends EventEmitter
  implements Pick<Electron.UtilityProcess, 'pid' | 'postMessage' | 'kill'>
{
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    children.add(child);
    child.on('spawn', () => this.emit('spawn'));
    child.on('message', (message) => this.emit('message', message));
    child.on('exit', (code, signal) => {
      children.delete(child);
      this.emit('exit', code ?? (signal ? 1 : 0));
    });
    child.on('error', (error) => this.emit('error', 'FatalError', '', error.message));
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  postMessage(message: unknown): void {
    // What is sent to a process that has just died is lost without a word, as in Electron.
    if (this.#child.connected) this.#child.send(message as object, () => undefined);
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

/** `utilityProcess`. */
export const utilityProcess = emulated('utilityProcess', {
  fork(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}): EmulatedUtilityProcess {
    const { env, execArgv, cwd, stdio = 'inherit', serviceName, ...others } = options;
    const unknown = Object.keys(others).filter((name) => name !== 'allowLoadingUnsignedLibraries');
    if (unknown.length > 0) throw new NotEmulatedError(`utilityProcess.fork option ${unknown.join(', ')}`);
    const output = Array.isArray(stdio) ? stdio.slice(1) : [stdio, stdio];
    const child = fork(modulePath, args, {
      execArgv: [...(execArgv ?? []), '--import', preamble, ...(serviceName ? [`--title=${serviceName}`] : [])],
      env: (env ?? process.env) as NodeJS.ProcessEnv,
      ...(cwd ? { cwd } : {}),
      stdio: ['ignore', ...(output as ('inherit' | 'ignore' | 'pipe')[]), 'ipc'],
      serialization: 'advanced',
    });
    return emulated('UtilityProcess', new EmulatedUtilityProcess(child));
  },
});
