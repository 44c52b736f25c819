/** Keys of the console, kept in the vault, and what is made with them: nothing of it can be made or read from the database alone. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createFactorSecrets, type FactorSecrets, keyedHash } from './factor-secrets.ts';
import type { KeyVault } from './ports/contents.ts';

export interface ConsoleSecrets extends FactorSecrets {
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
  const keyed = keyedHash(macKey);
  const deviceMark = (administratorId: string, nonce: string) => `${nonce}.${keyed('device', administratorId, nonce)}`;
  return {
    ...createFactorSecrets(keyed, sealKey),
    formToken: (sessionHash) => keyed('form', sessionHash),
    isFormToken: (sessionHash, given) => isSame(keyed('form', sessionHash), given),
    newDeviceMark: (administratorId) => deviceMark(administratorId, randomBytes(16).toString('base64url')),
    isDeviceMark: (administratorId, mark) => isSame(deviceMark(administratorId, mark.split('.', 1)[0] ?? ''), mark),
    addressHash: (address) => keyed('address', address),
  };
}

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
