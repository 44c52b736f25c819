/** Where the code applications of accounts and their recovery codes are kept, as the services see it. */
import type { KeptTimeCodes, ReadCode } from '../factor-secrets.ts';

/** An account's code application. */
export interface TimeCodes extends KeptTimeCodes {
  readonly enrolledAt: Date;
}

/** A secret that was shown, with a code that proves that it arrived. */
export interface NewTimeCodes {
  readonly accountId: string;
  /** As it was begun: another one that was begun meanwhile is not this one. */
  readonly secret: Uint8Array;
  /** Step of the code, which does not serve again. */
  readonly step: number;
  readonly recoveryHashes: readonly string[];
  readonly at: Date;
}

/** What was used up; null: it was neither a code that still serves nor a recovery code. */
export type SpentFactor = 'time-code' | 'recovery-code' | null;

export interface FactorStore {
  timeCodesOf(accountId: string): Promise<TimeCodes | null>;
  recoveryCodesLeft(accountId: string): Promise<number>;
  /** Notes a secret that was shown, in place of one that was begun before. */
  begin(accountId: string, secret: Uint8Array, expiresAt: Date): Promise<void>;
  begun(accountId: string, at: Date): Promise<Uint8Array | null>;
  /** Puts a begun secret in force and forgets codes under way; `gone` when it is not the begun one, or one is in force. */
  enrol(enrolled: NewTimeCodes): Promise<'enrolled' | 'gone'>;
  /** Uses the code up and replaces the recovery codes, or neither. */
  renewRecoveryCodes(accountId: string, code: ReadCode, hashes: readonly string[]): Promise<SpentFactor>;
  /** Uses the code up and forgets secret, recovery codes and codes under way, or nothing of it. */
  remove(accountId: string, code: ReadCode): Promise<SpentFactor>;
  /** Forgets the same without a code. False when there was nothing in force. */
  forget(accountId: string): Promise<boolean>;
}
