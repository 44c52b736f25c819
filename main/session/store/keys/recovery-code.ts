/**
 * The recovery code: 128 random bits as 26 letters and digits that cannot be mistaken for one another (Crockford's
 * base 32), two more to catch typing errors, in seven groups of four.
 */
import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../../../contract/errors.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretBytes = 16;
const secretLetters = 26;

/** 16 random bytes for a new code. */
export function newRecoverySecret(): Uint8Array {
  return randomBytes(secretBytes);
}

function toLetters(bytes: Uint8Array, count: number): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`) << BigInt(count * 5 - bytes.length * 8);
  let letters = '';
  for (let i = 0; i < count; i += 1) {
    letters = alphabet[Number(value & 31n)] + letters;
    value >>= 5n;
  }
  return letters;
}

function checkLetters(secret: Uint8Array): string {
  const digest = createHash('sha256').update('medimail recovery check').update(secret).digest();
  return `${alphabet[(digest[0] ?? 0) & 31]}${alphabet[(digest[1] ?? 0) & 31]}`;
}

/** `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX` */
export function formatRecoveryCode(secret: Uint8Array): string {
  const letters = toLetters(secret, secretLetters) + checkLetters(secret);
  return letters.match(/.{4}/g)?.join('-') ?? letters;
}

/** Reads a code as people type it: any case, spaces or hyphens, O for 0, I or L for 1. `store.recovery-code-invalid`. */
export function parseRecoveryCode(typed: string): Uint8Array {
  const letters = typed
    .toUpperCase()
    .replace(/[\s\-_.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (letters.length !== secretLetters + 2) throw new AppError('store.recovery-code-invalid');
  let value = 0n;
  for (const letter of letters.slice(0, secretLetters)) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) throw new AppError('store.recovery-code-invalid');
    value = (value << 5n) | BigInt(digit);
  }
  const padding = BigInt(secretLetters * 5 - secretBytes * 8);
  if ((value & ((1n << padding) - 1n)) !== 0n) throw new AppError('store.recovery-code-invalid');
  const secret = Buffer.from((value >> padding).toString(16).padStart(secretBytes * 2, '0'), 'hex');
  if (checkLetters(secret) !== letters.slice(secretLetters)) throw new AppError('store.recovery-code-invalid');
  return secret;
}
