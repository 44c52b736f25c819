/** Writes a text where the user said. */
import { writeFile } from 'node:fs/promises';
import { AppError } from '../contract/errors.ts';

/** Readable by this user alone. `store.disk-full`, `file.write-failed`. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AppError(code === 'ENOSPC' || code === 'EDQUOT' ? 'store.disk-full' : 'file.write-failed', error);
  }
}
