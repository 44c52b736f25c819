/** Where passwords, code challenges and known devices are kept, as the services see them. */
import type { Language } from '../../../contract/model/language.ts';
import type { FactorTry } from './factors.ts';

/** How an account signs in without a card. */
export interface Password {
  readonly accountId: string;
  /** Argon2id in PHC string format; it names its own parameters and salt. */
  readonly hash: string;
  /** Language of mails. */
  readonly language: Language;
}

/** A code that was asked for; one that can never succeed looks the same but belongs to nobody. */
export interface CodeChallenge {
  readonly id: string;
  readonly accountId: string | null;
  /** Keyed hash of the address it was asked for; keeps no address of strangers. */
  readonly addressHash: string;
  /** RFC 7638 thumbprint of the key that asked. */
  readonly jkt: string;
  /** Keyed hash of challenge and code. */
  readonly codeHash: string;
  readonly triesLeft: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What a try may be: the code of the mail, or one of the account's second factors. */
export interface CodeTry extends FactorTry {
  /** Keyed hash of challenge and code. */
  readonly codeHash: string;
}

/** By what the sign-in was proven, beside the password. */
export type CodeFactor = 'mail' | 'time-code' | 'recovery-code' | 'passkey';

/** What became of a try. */
export type CodeAttempt =
  | {
      readonly outcome: 'right';
      readonly challenge: CodeChallenge;
      readonly accountId: string;
      readonly factor: CodeFactor;
      /** What the browser answered; null for every other factor. */
      readonly passkeyAnswer: string | null;
    }
  /** `guessed`: whose second factor is being tried, once the tries are used up, by somebody with the password. */
  | { readonly outcome: 'wrong'; readonly triesLeft: number; readonly guessed: string | null }
  /** Used, out of tries, too old, or never given. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'other-key' };

export interface CredentialStore {
  passwordOf(accountId: string): Promise<Password | null>;
  /** Sets the password, and forgets codes that are under way and known devices. */
  setPassword(password: Password): Promise<void>;
  /** Forgets the password with all that goes with it: codes under way, known devices, second factors. */
  removePassword(accountId: string): Promise<void>;
  /** Replaces a hash by one with newer parameters, if it is still that one. */
  rehash(accountId: string, from: string, to: string): Promise<void>;

  isKnownDevice(accountId: string, jkt: string): Promise<boolean>;
  /** Remembers the device, forgetting the oldest beyond `max`. False when it was known already. */
  rememberDevice(accountId: string, jkt: string, at: Date, max: number): Promise<boolean>;

  /**
   * Adds a challenge, counting and adding at once. `too-many`: this address and key had `max` since `since`, whatever
   * became of them. `muted`: the account had its codes already, and the challenge was added as one that cannot succeed.
   * A known device is counted alone, so that nobody else can use its codes up.
   */
  addChallenge(
    challenge: CodeChallenge,
    limit: { readonly since: Date; readonly max: number },
  ): Promise<ChallengeOutcome>;
  /** The account that a challenge may sign in to; null for one that cannot succeed, or is none. */
  challengedAccount(id: string): Promise<string | null>;
  /** Whose key asked for a challenge that still serves; null for none. */
  challengingKey(id: string, at: Date): Promise<string | null>;
  /**
   * Judges one try and counts it, all or nothing: of two right ones at once, one is. Where the account has a
   * second factor its codes count, and no mailed one does.
   */
  attempt(id: string, jkt: string, given: CodeTry, at: Date): Promise<CodeAttempt>;
}

export type ChallengeOutcome =
  | { readonly outcome: 'added' | 'muted' }
  | { readonly outcome: 'too-many'; readonly oldest: Date };
