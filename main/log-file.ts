/** The main process's log: JSON lines in the data folder, kept small. What is written is decided where it is written. */
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Log } from './supervisor/log.ts';

/** Beyond this size the log starts anew, keeping one predecessor. */
const LARGEST_BYTES = 2 * 1_048_576;

/** Opens `logs/medimail.log` below the data folder. Lines are on disk when a call returns. */
export function openLog(dataFolder: string, version: string): Log {
  const folder = join(dataFolder, 'logs');
  const file = join(folder, 'medimail.log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_BYTES) renameSync(file, `${file}.1`);
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
  const logger = pino({ base: { version }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    info: (fact, details = {}) => logger.info(details, fact),
    error: (fact, details = {}) => logger.error(details, fact),
  };
}
