/** Where directory entries are kept, as the services see it. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import type { FoldedCriteria } from '../../../contract/model/directory-criteria.ts';
import type { Slice } from './administration.ts';

/** Where an entry comes from; what is ours wins over the national directory. */
export type EntrySource = 'account' | 'pre-registered' | 'national';

export interface DirectoryStore {
  /** Entries in the order of names. `total` is exact up to `countLimit`. */
  search(
    criteria: FoldedCriteria,
    slice: Slice,
    countLimit: number,
  ): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly total: number }>;
  /** Entries where every word begins a name, organisation, town or profession; in no useful order, a few times `limit` at most. */
  match(
    words: readonly string[],
    limit: number,
    countLimit: number,
  ): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly total: number }>;
  /** By either address of an account that has one in the trust space too. */
  byAddresses(addresses: readonly string[]): Promise<readonly DirectoryEntry[]>;
  /** Entries of a professional by number, `limit` at most; those of the red list too. */
  byRpps(rpps: string, limit: number): Promise<readonly DirectoryEntry[]>;
  byId(entryId: string): Promise<DirectoryEntry | null>;
  /**
   * Adds or replaces entries in one transaction; ours unless told: accounts, and for the rest pre-registrations. What an
   * account's owner decided of its entry stays, unless told: its address in the trust space, and not to be found.
   */
  put(entries: readonly DirectoryEntry[], source?: EntrySource, findable?: boolean): Promise<void>;
  /** Removes the entry of an account, if it has one. */
  removeAccount(address: string, accountId: string): Promise<void>;
  /** Throws `operator.unavailable` while an import holds the directory: asked before what must not be left half done. */
  checkWritable(): Promise<void>;
  /** Removes entries of pre-registrations; those of accounts and of the national directory stay. */
  withdraw(addresses: readonly string[]): Promise<void>;
  count(): Promise<number>;
}
