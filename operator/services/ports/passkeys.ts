/** Where the passkeys of accounts are kept, and what browsers were sent to do with them, as the services see it. */
import type { NewCredential } from '../webauthn.ts';
import type { FactorTry } from './factors.ts';

export interface Passkey extends NewCredential {
  readonly id: string;
  readonly accountId: string;
  /** What its owner calls it. */
  readonly name: string;
  readonly addedAt: Date;
  readonly usedAt: Date | null;
}

/** What a browser is asked for: to open an account, to make a key, to prove who is there in a session. */
export type CeremonyPurpose = 'sign-in' | 'enrolment' | 'proof';

export interface Ceremony {
  readonly ticketHash: string;
  readonly purpose: CeremonyPurpose;
  /** The challenge of the sign-in, or the session: it has no other one beside. */
  readonly boundTo: string;
  /** Null: it looks the same and cannot succeed. */
  readonly accountId: string | null;
  readonly expiresAt: Date;
}

/** What came of it in the browser, to be given back by the workstation. */
export interface CeremonyAnswer {
  readonly codeHash: string;
  /** What the browser answered, as it is kept with the evidence; of a new key, the key. */
  readonly answer: string;
  readonly expiresAt: Date;
}

/** A made key that is to be in force. */
export interface Enrolment {
  readonly id: string;
  readonly accountId: string;
  readonly codeHash: string;
  readonly name: string;
  /** In force with the account's first factor. */
  readonly recoveryHashes: readonly string[];
  readonly at: Date;
  readonly max: number;
}

export interface PasskeyStore {
  /** In the order in which they were added. */
  passkeysOf(accountId: string): Promise<readonly Passkey[]>;
  byCredential(credentialId: string): Promise<Passkey | null>;

  /** Begins one, in place of the one before for the same sign-in or session. */
  begin(ceremony: Ceremony, at: Date): Promise<void>;
  /** One that awaits the browser's answer. */
  awaited(ticketHash: string, at: Date): Promise<Ceremony | null>;
  /** Takes the browser's answer, once. `gone` where none is awaited any more. */
  answerMade(ticketHash: string, answer: CeremonyAnswer, at: Date): Promise<'answered' | 'gone'>;
  /** The same of an answer by a key; `copied` when its counter does not go on, and then nothing comes of it. */
  answerSigned(
    ticketHash: string,
    answer: CeremonyAnswer & { readonly credentialId: string; readonly signCount: number },
    at: Date,
  ): Promise<'answered' | 'gone' | 'copied'>;
  /** The browser's answer was none that serves: no other one is taken. */
  refuse(ticketHash: string): Promise<void>;

  /** Puts a made key in force; `first` when the account had no second factor, and has these recovery codes now. */
  enrol(enrolment: Enrolment): Promise<'first' | 'further' | 'gone' | 'too-many'>;
  /** Uses the code up (none where it is null) and forgets the key; of the last factor, the recovery codes with it. */
  remove(accountId: string, id: string, code: FactorTry | null): Promise<'removed' | 'wrong-code' | 'gone'>;
}
