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

export interface AccountStore {
  byId(accountId: string): Promise<Account | null>;
  /** The account that a certificate belongs to. */
  byNationalId(nationalId: string): Promise<Account | null>;
  /** Accounts of those addresses that have one, by address in lower case. */
  byAddresses(addresses: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  /** Adds accounts, all or none; one that is already there stays as it is. */
  insert(accounts: readonly Account[]): Promise<void>;
  count(): Promise<number>;
}
