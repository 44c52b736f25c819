/**
 * Ends this process when it takes more memory than a document may cost. It runs in a thread of its own, because the one
 * that reads may be in the middle of something that never comes back; the session watches the time, from outside.
 */
import { Worker } from 'node:worker_threads';

/** Of the whole process, buffers included. */
const MAX_RESIDENT_BYTES = 640 * 1_048_576;
const LOOK_EVERY_MS = 50;

/** Source text, so that no further file is loaded. */
const watch = `
  setInterval(() => {
    if (process.memoryUsage.rss() > ${MAX_RESIDENT_BYTES}) process.kill(process.pid, 'SIGKILL');
  }, ${LOOK_EVERY_MS});`;

export function startWatchdog(): void {
  new Worker(watch, { eval: true, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
}
