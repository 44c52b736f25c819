/** Loads TypeScript in the threads of a process that runs it by tsx, which does so in the main thread alone. */
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) (await import('tsx/esm/api')).register();
