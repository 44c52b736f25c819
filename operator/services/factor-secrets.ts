/** Secrets of time-based codes and recovery codes: nothing of them can be made or read from the database alone. */
import { createHmac, randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from '../../envelope/cipher/stream.ts';
import { matchingStep, SECRET_BYTES, toBase32 } from './time-codes.ts';

const RECOVERY_CODES = 10;
/** Fifty bits: tried through the sign-in, behind a password and its limits. */
const RECOVERY_LETTERS = 10;

/** The time-based codes of one owner, as they are kept. */
export interface KeptTimeCodes {
  /** Sealed for its owner. */
  readonly secret: Uint8Array;
  /** The last time step that was used; none before it serves any more. */
  readonly step: number;
}

/** What a typed code may be: the store says whether it is, and uses it up. */
export interface ReadCode {
  /** Null when it is of no step that still serves. */
  readonly step: number | null;
  readonly recoveryHash: string;
}

export interface FactorSecrets {
  newTotpSecret(): Uint8Array;
  /** Bound to its owner: moved to another one it does not open. */
  sealTotp(ownerId: string, secret: Uint8Array): Uint8Array;
  openTotp(ownerId: string, sealed: Uint8Array): Uint8Array;
  newRecoveryCodes(): readonly string[];
  recoveryHash(ownerId: string, typed: string): string;
  /** The same work where there is nothing to compare with. */
  read(ownerId: string, kept: KeptTimeCodes | null, typed: string, at: Date): ReadCode;
}

/** `keyed` makes keyed hashes; `sealKey` is a key of the vault. */
export function createFactorSecrets(keyed: (...words: string[]) => string, sealKey: Uint8Array): FactorSecrets {
  const bound = (ownerId: string) => Buffer.from(`totp:${ownerId}`);
  const openTotp = (ownerId: string, sealed: Uint8Array) => openBytes(sealKey, sealed, bound(ownerId));
  const recoveryHash = (ownerId: string, typed: string) =>
    keyed('recovery', ownerId, typed.replace(/[\s-]/g, '').toLowerCase());
  // Stands in where there is no secret; sealed, so that it is opened as any other.
  const nobodys = sealBytes(sealKey, randomBytes(SECRET_BYTES), bound(''));
  return {
    newTotpSecret: () => randomBytes(SECRET_BYTES),
    sealTotp: (ownerId, secret) => sealBytes(sealKey, secret, bound(ownerId)),
    openTotp,
    newRecoveryCodes: () => Array.from({ length: RECOVERY_CODES }, newRecoveryCode),
    recoveryHash,
    read(ownerId, kept, typed, at) {
      const secret = kept ? openTotp(ownerId, kept.secret) : openTotp('', nobodys);
      const step = matchingStep(secret, typed.replace(/\s/g, ''), at, kept?.step ?? 0);
      return { step: kept && step, recoveryHash: recoveryHash(ownerId, typed) };
    },
  };
}

/** Keyed hashes of words, under a key of the vault. */
export function keyedHash(key: Uint8Array): (...words: string[]) => string {
  return (...words) => createHmac('sha256', key).update(words.join('\n')).digest('base64url');
}

/** `abcde-fghij`, of the letters of base32. */
function newRecoveryCode(): string {
  const letters = toBase32(randomBytes(8)).toLowerCase().slice(0, RECOVERY_LETTERS);
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}
