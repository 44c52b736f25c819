/** Where accounts are kept, as the services see it. */
import type { AccountCard } from '../../../contract/model/person.ts';

/** An account with what only the operator knows of it. */
export interface Account {
  readonly card: AccountCard;
  /** As the card's certificate carries it; null for accounts that have no card. */
  readonly nationalId: string | null;
  /** Ordinary e-mail address that notifications go to; null when the owner gave none. */
  readonly contactEmail: string | null;
  /** Code of the department by whose agency it is looked after; null where nobody told it. */
  readonly department: string | null;
  /** Signs in no more until the agency resumes it; what is sent to it is kept. */
  readonly suspended: boolean;
  readonly closed: boolean;
}

/** Where mails to the owner go. */
export function mailAddress(account: Account): string {
  return account.contactEmail ?? account.card.address;
}

/** The RPPS number in a national id; null in those of other registers. */
export function rppsOf(nationalId: string): string | null {
  return nationalId.startsWith('8') ? nationalId.slice(1) : null;
}

/** A card that has shown whose it is, to be linked to an account. */
export interface LinkedCard {
  readonly accountId: string;
  readonly nationalId: string;
  /** Null for a number of another register. */
  readonly rpps: string | null;
  /** Used up, whatever comes of it. */
  readonly nonce: { readonly value: string; readonly expiresAt: Date };
  /** Kept for ever: by what the card was linked. */
  readonly evidence: { readonly sha256: string; readonly assertion: string };
  readonly at: Date;
}

/** `of-another`: the card opens another account. `other-number`: the account has, or declared, another number. */
export type LinkOutcome = 'linked' | 'linked-before' | 'nonce-used' | 'of-another' | 'other-number';

export interface AccountStore {
  byId(accountId: string): Promise<Account | null>;
  /** The account that a certificate belongs to. */
  byNationalId(nationalId: string): Promise<Account | null>;
  /** Accounts of those addresses that have one, by address in lower case. */
  byAddresses(addresses: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  /** Adds accounts, all or none; one that is already there stays as it is. */
  insert(accounts: readonly Account[]): Promise<void>;
  /** Links a card, all or nothing: the account is found by it, and has its number. */
  linkCard(card: LinkedCard): Promise<LinkOutcome>;
  count(): Promise<number>;
}
