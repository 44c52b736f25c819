/** Keys of the console, kept in the vault, and what is made with them: nothing of it can be made or read from the database alone. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { openBytes, sealBytes } from '../../envelope/cipher/stream.ts';
import type { KeyVault } from './ports/contents.ts';
import { SECRET_BYTES, toBase32 } from './time-codes.ts';

const RECOVERY_CODES = 10;
/** Fifty bits: tried through the sign-in, behind a password and its limits. */
const RECOVERY_LETTERS = 10;

export interface ConsoleSecrets {
  newTotpSecret(): Uint8Array;
  /** Bound to the administrator: moved to another one it does not open. */
  sealTotp(administratorId: string, secret: Uint8Array): Uint8Array;
  openTotp(administratorId: string, sealed: Uint8Array): Uint8Array;
  /** Stands in where there is no secret, so that the work is the same. */
  readonly nobodysTotp: Uint8Array;
  newRecoveryCodes(): readonly string[];
  recoveryHash(administratorId: string, typed: string): string;
  /** What the forms of a session carry. */
  formToken(sessionHash: string): string;
  isFormToken(sessionHash: string, given: string): boolean;
  /** A mark for a browser in which somebody signed in. */
  newDeviceMark(administratorId: string): string;
  /** Whether it was made for that administrator. */
  isDeviceMark(administratorId: string, mark: string): boolean;
  /** Of an address, for counting; keeps no address of strangers. */
  addressHash(address: string): string;
}

/** Reads the keys, making them the first time. */
export async function createConsoleSecrets(vault: KeyVault): Promise<ConsoleSecrets> {
  const [macKey, sealKey] = await Promise.all([
    vault.secret('console-key', () => randomBytes(32)),
    vault.secret('console-seal-key', () => randomBytes(32)),
  ]);
  const keyed = (...words: readonly string[]) =>
    createHmac('sha256', macKey).update(words.join('\n')).digest('base64url');
  const bound = (administratorId: string) => Buffer.from(`totp:${administratorId}`);
  const deviceMark = (administratorId: string, nonce: string) => `${nonce}.${keyed('device', administratorId, nonce)}`;
  return {
    newTotpSecret: () => randomBytes(SECRET_BYTES),
    sealTotp: (administratorId, secret) => sealBytes(sealKey, secret, bound(administratorId)),
    openTotp: (administratorId, sealed) => openBytes(sealKey, sealed, bound(administratorId)),
    nobodysTotp: randomBytes(SECRET_BYTES),
    newRecoveryCodes: () => Array.from({ length: RECOVERY_CODES }, newRecoveryCode),
    recoveryHash: (administratorId, typed) =>
      keyed('recovery', administratorId, typed.replace(/[\s-]/g, '').toLowerCase()),
    formToken: (sessionHash) => keyed('form', sessionHash),
    isFormToken: (sessionHash, given) => isSame(keyed('form', sessionHash), given),
    newDeviceMark: (administratorId) => deviceMark(administratorId, randomBytes(16).toString('base64url')),
    isDeviceMark: (administratorId, mark) => isSame(deviceMark(administratorId, mark.split('.', 1)[0] ?? ''), mark),
    addressHash: (address) => keyed('address', address),
  };
}

/** `abcde-fghij`, of the letters of base32. */
function newRecoveryCode(): string {
  const letters = toBase32(randomBytes(8)).toLowerCase().slice(0, RECOVERY_LETTERS);
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
