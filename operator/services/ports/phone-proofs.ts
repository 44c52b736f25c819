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
   * Keeps a code unless it would be too many: `wait` says, from the instants at which that recipient was sent a code within a
   * day, and that telephone, for how many seconds. 0 when it was kept. Forgets codes of more than a day ago.
   */
  begin(code: NewPhoneCode, wait: (sentAt: readonly Date[]) => number): Promise<number>;
  /** What never left is not counted. */
  withdraw(secretHash: string): Promise<void>;
  /** Null when there is none, or it served. */
  waiting(secretHash: string): Promise<WaitingCode | null>;
  /** Takes a try before what was typed is looked at, so that none can be had twice; null as above, and after `limit`. */
  takeTry(secretHash: string, limit: number): Promise<WaitingCode | null>;
  /** Uses the code up; false when another request just did. */
  use(secretHash: string): Promise<boolean>;
}
