/** Where addresses of the trust space are kept, as the services see it: once given, they are never anybody else's. */

import type { SubmittedProfile } from '../../../contract/model/registration.ts';
import type { Account } from './accounts.ts';
import type { ActDraft } from './acts.ts';

/** An account's address in the trust space. */
export interface MssanteAlias {
  readonly address: string;
  readonly accountId: string;
  readonly reservedAt: Date;
  /** Null while it is not in use. */
  readonly activatedAt: Date | null;
  readonly redList: boolean;
}

export interface AliasRequest {
  readonly accountId: string;
  /** Candidates from 1, tried in turn. */
  readonly candidate: (number: number) => string;
  /** What the owner saw; another one is not taken without asking. */
  readonly expected: string;
  readonly redList: boolean;
  readonly at: Date;
  readonly act: ActDraft;
}

/** An alias in use, with what a national row tells of its owner. */
export interface PublishableAlias {
  readonly alias: MssanteAlias;
  readonly account: Account;
  /** As declared; null for accounts that were not asked for on the pages. */
  readonly profile: SubmittedProfile | null;
}

export interface MssanteStore {
  aliasOf(accountId: string): Promise<MssanteAlias | null>;
  /** The first candidate that nobody has and nobody ever had. */
  freeAlias(candidate: (number: number) => string): Promise<string>;
  /** Accounts of aliases that are in use, by alias. */
  accountsOf(aliases: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  /**
   * Takes the account's alias into use, reserving it first where it has none, and records the act, all or nothing.
   * `already` when it is in use; `other-address` when it would be another one than expected.
   */
  activate(
    request: AliasRequest,
  ): Promise<
    | { readonly outcome: 'activated' | 'already'; readonly alias: MssanteAlias }
    | { readonly outcome: 'other-address'; readonly address: string }
  >;
  /** Takes it out of use and records the act; `already` when it was not in use. The address stays reserved. */
  deactivate(accountId: string, act: ActDraft): Promise<'deactivated' | 'already'>;
}

/** What the national directory was told, beside a running operator. */
export interface PublicationStore {
  /** Aliases in use of open accounts that are not on the red list, by address, after one, `limit` at most. */
  publishable(after: string, limit: number): Promise<readonly PublishableAlias[]>;
  /** Digest of the row that was told last of an address; null when none was, or when it was withdrawn since. */
  told(address: string): Promise<string | null>;
  /** Addresses that were told and are not to be found any more, by address, after one, `limit` at most. */
  withdrawn(after: string, limit: number): Promise<readonly string[]>;
  /** Notes what was told: a digest for each row, null for each withdrawal. */
  tell(changes: readonly { readonly address: string; readonly digest: string | null }[], at: Date): Promise<void>;
}
