/** Where telephones that codes are asked for, and codes that were sent, are kept, as the services see it. */
import type { Invitation } from './invitations.ts';

/** The telephone of an invited recipient, sealed under the key of the content. */
export interface AskedPhone {
  readonly address: string;
  readonly box: Uint8Array;
}

/** A code that is about to leave, for one browser. */
export interface NewPhoneCode extends Invitation {
  readonly secretHash: string;
  /** Of the link that was followed. */
  readonly linkHash: string;
  readonly codeHash: string;
  /** Under a key of the vault: counts what one telephone is sent, whichever letters ask for it. */
  readonly numberHash: string;
  readonly sentAt: Date;
}

/** Instants of codes that were sent within a day, oldest first. */
export interface SentCodes {
  /** To that recipient of that letter. */
  readonly toRecipient: readonly Date[];
  /** To that telephone, whichever letters asked for it. */
  readonly toTelephone: readonly Date[];
  /** For letters of that sender. */
  readonly forSender: readonly Date[];
}

/** A code that is waited for. */
export interface WaitingCode extends Invitation {
  readonly linkHash: string;
  readonly codeHash: string;
  readonly sentAt: Date;
  /** Codes that were typed. */
  readonly tries: number;
}

export interface PhoneProofStore {
  /** The sealed telephone of that recipient of that content; null where none was asked for. */
  box(contentId: string, address: string): Promise<Uint8Array | null>;
  /**
   * Keeps a code unless it would be too many: `wait` says, from the instants of codes within a day, oldest first, for how many
   * seconds. 0 when it was kept.
   */
  begin(code: NewPhoneCode, wait: (sent: SentCodes) => number): Promise<number>;
  /** Forgets codes that were sent before: they are counted no more. */
  forget(before: Date): Promise<void>;
  /** What never left is not counted. */
  withdraw(secretHash: string): Promise<void>;
  /** Null when there is none, or it served. */
  waiting(secretHash: string): Promise<WaitingCode | null>;
  /** Takes a try before what was typed is looked at, so that none can be had twice; null as above, and after `limit`. */
  takeTry(secretHash: string, limit: number): Promise<WaitingCode | null>;
  /** Uses the code up; false when another request just did. */
  use(secretHash: string): Promise<boolean>;
}
