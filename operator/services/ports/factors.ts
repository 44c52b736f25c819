/** Where the code applications of accounts and their recovery codes are kept, and codes of any factor used up, as the services see it. */
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

/** What a given code may be: of the code application, a recovery code, or what a passkey brought back. */
export interface FactorTry extends ReadCode {
  /** Keyed hash of the code and of what the passkey was asked for. */
  readonly passkeyHash: string;
  readonly at: Date;
}

/** What was used up; null: none of these, or one that serves no more. */
export type SpentFactor = 'time-code' | 'recovery-code' | 'passkey' | null;

export interface FactorStore {
  timeCodesOf(accountId: string): Promise<TimeCodes | null>;
  recoveryCodesLeft(accountId: string): Promise<number>;
  /** Whether an application or a passkey is in force: then no mailed code opens the account. */
  isInForce(accountId: string): Promise<boolean>;
  /** Uses a code up. */
  spend(accountId: string, code: FactorTry): Promise<SpentFactor>;
  /** Notes a secret that was shown, in place of one that was begun before. */
  begin(accountId: string, secret: Uint8Array, expiresAt: Date): Promise<void>;
  begun(accountId: string, at: Date): Promise<Uint8Array | null>;
  /**
   * Puts a begun secret in force and forgets codes under way; `gone` when it is not the begun one, or one is in force.
   * `first` when the account had no factor, and has these recovery codes now.
   */
  enrol(enrolled: NewTimeCodes): Promise<'first' | 'further' | 'gone'>;
  /** Uses the code up and replaces the recovery codes, or neither. */
  renewRecoveryCodes(accountId: string, code: FactorTry, hashes: readonly string[]): Promise<SpentFactor>;
  /** Uses the code up and forgets secret and codes under way, or nothing of it; of the last factor, the recovery codes too. */
  remove(accountId: string, code: FactorTry): Promise<SpentFactor>;
  /** Forgets the same without a code. False when there was nothing in force. */
  forget(accountId: string): Promise<boolean>;
}
