/** Applying a file in a thread of its own, so that the session answers meanwhile; the thread ends with its work. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { AppError, fromWire, WireError } from '../../../../contract/errors.ts';
import { storeFailure } from '../failures.ts';
import { type ApplyTask, applyFile } from './apply-file.ts';

/** Of its own heap: six lists of 600,000 numbers, and the texts that they stand for. */
const MAX_HEAP_MB = 384;

const FromBuilder = z.union([z.object({ done: z.number() }), z.object({ error: WireError })]);

/** Whether this thread was started to apply a file. */
export const isBuilder = (): boolean => !isMainThread && parentPort !== null;

/** The work of such a thread. */
export async function runBuilder(): Promise<void> {
  const post = (message: z.infer<typeof FromBuilder>) => parentPort?.postMessage(message);
  try {
    await applyFile(workerData as ApplyTask, (done) => post({ done }));
  } catch (error) {
    const failure = storeFailure(error);
    if (!(failure instanceof AppError)) throw error;
    post({ error: failure.toWire() });
  }
}

export type ApplyInThread = (task: ApplyTask, signal: AbortSignal, onEntries: (done: number) => void) => Promise<void>;

/** `entry` is the module that calls `runBuilder` in such a thread. `app.cancelled` when the signal aborts. */
export function applyInThread(entry: string): ApplyInThread {
  return (task, signal, onEntries) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new AppError('app.cancelled'));
      const thread = new Worker(new URL(entry), {
        workerData: task,
        env: {},
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      });
      let failure: unknown = null;
      const abort = () => {
        failure = new AppError('app.cancelled');
        void thread.terminate();
      };
      signal.addEventListener('abort', abort, { once: true });
      thread.on('message', (data) => {
        const message = FromBuilder.parse(data);
        if ('done' in message) onEntries(message.done);
        else failure = fromWire(message.error);
      });
      thread.on('error', (error) => {
        failure = error;
      });
      thread.on('exit', (code) => {
        signal.removeEventListener('abort', abort);
        if (failure === null && code === 0) resolve();
        else reject(failure ?? new Error(`the thread ended with ${code}`));
      });
    });
}
