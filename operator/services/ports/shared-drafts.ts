/** Where drafts are kept that an account shares between its workstations, as the services see it; what they say is encrypted. */
import type { DraftHead } from '../../../contract/model/shared-draft.ts';

/** The latest version of a draft, without its words. */
export interface StoredHead {
  readonly id: string;
  readonly version: string;
  /** The workstation that wrote it. */
  readonly origin: Uint8Array;
  readonly changedAt: string;
  readonly gone: DraftHead['gone'];
}

/** A head in the order of its account's changes. */
export interface PlacedHead extends StoredHead {
  /** Place of its latest change, counted from one for each account. */
  readonly position: number;
}

export interface StoredDraft extends StoredHead {
  /** Null once it is gone. */
  readonly words: Uint8Array | null;
}

/** How much an account may share. */
export interface MostDrafts {
  readonly drafts: number;
  /** Of the encrypted words of all. */
  readonly bytes: number;
  /** Those that are gone included. */
  readonly rows: number;
}

/** What became of a version, and the one that is the latest after it. */
export type PutOutcome =
  | { readonly outcome: 'kept' | 'unseen'; readonly latest: StoredHead }
  | { readonly outcome: 'too-many' }
  | { readonly outcome: 'closed' };

export interface SharedDraftStore {
  find(accountId: string, id: string): Promise<StoredDraft | null>;
  /**
   * Writes a version. `unseen`, and nothing is written, where the stored one is none of `seen`, or has left or was
   * discarded; the version that is stored already is `kept`. `too-many` where the account would then share more than `most`,
   * `closed` where the account is.
   */
  put(accountId: string, draft: StoredDraft, seen: readonly string[], most: MostDrafts): Promise<PutOutcome>;
  /** Drafts changed after a position, in order. */
  page(accountId: string, after: number, limit: number): Promise<readonly PlacedHead[]>;
  /** Position of the latest change of an account; 0 before the first. */
  head(accountId: string): Promise<number>;
  /** Erases the words of drafts that were not touched since, at most `limit`; answers whose they were. */
  letGo(untouchedSince: string, limit: number): Promise<readonly string[]>;
}
