/** Encryption of small values under AES-256-GCM: random 96-bit nonce ‖ ciphertext ‖ 16-byte tag. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts `bytes` under a 32-byte key; `aad` says what the value is for and must be the same at opening. */
export function sealBytes(key: Uint8Array, bytes: Uint8Array, aad: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts what `sealBytes` made; another key, another `aad` or any change is `envelope.altered`. */
export function openBytes(key: Uint8Array, box: Uint8Array, aad: Uint8Array): Uint8Array {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new AppError('envelope.altered');
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
  const plain = decipher.update(box.subarray(NONCE_BYTES, box.length - TAG_BYTES));
  try {
    decipher.final();
  } catch (error) {
    throw new AppError('envelope.altered', error);
  }
  return plain;
}
