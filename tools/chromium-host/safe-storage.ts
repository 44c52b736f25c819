/** `safeStorage`: absent as on a machine without secret store, or a key file that tests give. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type Electron from 'electron';
import { emulated } from './emulated.ts';
import { settings } from './host.ts';

function key(): Buffer {
  const file = settings.keyringFile;
  if (!file) throw new Error('Encryption is not available.');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}

/** `safeStorage`. */
export const safeStorage = emulated('safeStorage', {
  isAsyncEncryptionAvailable: async () => settings.keyringFile !== null,
  getSelectedStorageBackend: () => (settings.keyringFile ? 'gnome_libsecret' : 'basic_text'),
  async encryptStringAsync(text) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  },
  async decryptStringAsync(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const result = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    return { result, shouldReEncrypt: false };
  },
} satisfies Partial<Electron.SafeStorage>);
