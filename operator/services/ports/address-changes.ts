/** Where requests for another address are kept, and the addresses that accounts had before, as the services see them. */
import type { AddressChangeLetter } from '../../../contract/model/address-change.ts';
import type { Account } from './accounts.ts';
import type { ActDraft } from './acts.ts';
import type { Reach, Slice } from './administration.ts';

export interface AddressChange {
  readonly id: string;
  readonly accountId: string;
  readonly oldAddress: string;
  readonly letter: AddressChangeLetter;
  /** SHA-256 of the secret of the link that was mailed to the new address. */
  readonly tokenHash: string;
  readonly askedAt: Date;
  readonly linkExpiresAt: Date;
  readonly provenAt: Date | null;
  readonly state: 'asked' | 'proven' | 'accepted' | 'refused' | 'replaced';
  readonly reason: string | null;
}

/** A request with whose it is. */
export interface AddressChangeFile {
  readonly change: AddressChange;
  readonly account: Account;
}

export interface AddressChangeStore {
  /** Adds a request in place of one that is open, and records the act. */
  ask(change: AddressChange, act: ActDraft): Promise<void>;
  latestOf(accountId: string): Promise<AddressChange | null>;
  /** A request whose link still serves. Looking uses nothing up. */
  provable(tokenHash: string, at: Date): Promise<AddressChange | null>;
  /** Uses the link up: of two who follow it at once, one does. */
  prove(tokenHash: string, at: Date): Promise<'proven' | 'link-gone'>;
  /** Proven requests that wait for a decision, who waits longest first. */
  waiting(
    reach: Reach,
    slice: Slice,
  ): Promise<{ readonly files: readonly AddressChangeFile[]; readonly total: number }>;
  fileOf(id: string): Promise<AddressChangeFile | null>;
  /**
   * Decides once and records the act, all or nothing: accepted, the account has the new address, and the old one stays
   * reserved for it. `not-waiting` when it was decided or replaced before, or the account closed; `address-taken` when the
   * new address is somebody's.
   */
  decide(
    id: string,
    decision: { readonly accepted: boolean; readonly reason: string | null; readonly at: Date },
    act: ActDraft,
  ): Promise<'decided' | 'not-waiting' | 'address-taken'>;
  /** Accounts that had these addresses before, by address. */
  formerHolders(addresses: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  /** Whether an address is, was, or stays reserved for an account. */
  isTaken(address: string): Promise<boolean>;
}
