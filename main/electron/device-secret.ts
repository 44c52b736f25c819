/** The installation's secret, kept by the operating system's store; there is none where the store is not a real one. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { safeStorage } from 'electron';

const SECRET_BYTES = 32;

/** On Linux without a secret service, `safeStorage` encrypts under a key that anyone knows. */
async function hasRealStore(): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

/** The secret, base64, made at the first call; null where the system cannot keep one. Call once the app is ready. */
export async function deviceSecret(dataFolder: string): Promise<string | null> {
  if (!(await hasRealStore())) return null;
  const file = join(dataFolder, 'device-secret');
  try {
    return (await safeStorage.decryptStringAsync(await readFile(file))).result;
  } catch (error) {
    // A secret that exists and cannot be read must not be replaced: the stores wrapped with it would be lost.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(SECRET_BYTES).toString('base64');
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, await safeStorage.encryptStringAsync(secret), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return secret;
}
