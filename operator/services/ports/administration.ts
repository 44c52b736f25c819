/** Accounts as those who look after them see them, and the record of what was done, as the services see where both are kept. */
import type { Account } from './accounts.ts';
import type { Act, ActDraft, ActKind } from './acts.ts';
import type { Application } from './registrations.ts';

/** How far somebody sees: everything, or accounts of these departments. */
export type Reach = 'everything' | readonly string[];

/** An account with what its owner declared, where it was asked for on the pages. */
export interface AccountFile {
  readonly account: Account;
  readonly application: Application | null;
}

/** Whether an account may be signed in to. */
export type Standing = 'open' | 'suspended' | 'closed';

export const accountStates = ['pending', 'certified', 'refused', 'suspended', 'closed'] as const;
export type AccountState = (typeof accountStates)[number];

/** Part of what was found. */
export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** What accounts are looked for by: what is here narrows. */
export interface AccountQuery extends Slice {
  readonly reach: Reach;
  readonly state?: AccountState | undefined;
  /** Asked for before this instant. */
  readonly submittedBefore?: Date | undefined;
  /** RPPS or ADELI number, of the account or declared for it. */
  readonly number?: string | undefined;
  /** Beginning of the address, in lower case; an account found by it or by one of `names` is found. */
  readonly addressPrefix?: string | undefined;
  /** Beginnings of folded names. */
  readonly names?: readonly { readonly family: string; readonly given: string }[] | undefined;
  /** `submission`: who waits longest first. */
  readonly order: 'name' | 'submission';
}

export interface ActQuery extends Slice {
  readonly reach: Reach;
  /** Whose own sign-ins are seen, whatever the reach. */
  readonly administratorId: string;
  readonly kind?: ActKind | undefined;
  /** Folded; each is part of who, whom or why. */
  readonly words: readonly string[];
}

export interface AdministrationStore {
  findAccounts(query: AccountQuery): Promise<{ readonly files: readonly AccountFile[]; readonly total: number }>;
  fileOf(accountId: string): Promise<AccountFile | null>;
  /** Changes the standing and records the act, all or nothing; `otherwise` when it is in none of `from` any more. */
  changeStanding(
    accountId: string,
    change: { readonly from: readonly Standing[]; readonly to: Standing },
    act: ActDraft,
  ): Promise<'changed' | 'otherwise'>;
  /** Takes the account’s code application and passkeys away and records the act, all or nothing; `otherwise` when it has none. */
  removeFactors(accountId: string, act: ActDraft): Promise<'changed' | 'otherwise'>;
  /** Latest first. */
  findActs(query: ActQuery): Promise<{ readonly acts: readonly Act[]; readonly total: number }>;
  /** Latest first, `limit` at most. */
  actsOn(accountId: string, limit: number): Promise<readonly Act[]>;
}
