/** One operator on a folder: a lock of the operating system, which dies with the process that holds it. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../contract/errors.ts';

/** How long a process that is just ending may take. */
const WAIT_MS = 3_000;

/**
 * Takes the lock or throws `operator.unavailable`. It is a file of its own, and not one of the databases, so that a
 * backup can read these while the operator runs.
 */
export function lockFolder(dataFolder: string): { close(): void } {
  const file = join(dataFolder, 'operator.lock');
  closeSync(openSync(file, 'a', 0o600));
  const lock = new Database(file, { timeout: WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError('operator.unavailable', error);
    }
    throw error;
  }
  return { close: () => lock.close() };
}
