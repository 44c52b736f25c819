/** Names what SQLite and the file system report when a store cannot go on. */
import { AppError } from '../../../contract/errors.ts';

const fullDisk = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT']);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Whether the file's bytes are not what we wrote: a failed page authentication reads as "not a database". */
export function isCorruption(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT') || code === 'store.corrupt';
}

/** `store.disk-full` and `store.corrupt` where that is what happened; anything else as it came. */
export function storeFailure(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (fullDisk.has(codeOf(error))) return new AppError('store.disk-full', error);
  if (isCorruption(error)) return new AppError('store.corrupt', error);
  return error;
}
