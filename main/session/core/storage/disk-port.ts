/** The account's files on this workstation, as the file system has them. */

/** Why the cache was made anew. */
export type CacheLoss = 'damaged' | 'newer' | 'removed' | 'asked';

/** Sizes in bytes. */
export interface DiskMeasure {
  /** The cache's database with its log, and what is free in it. */
  readonly cacheBytes: number;
  readonly freeInCacheBytes: number;
  readonly journalBytes: number;
  readonly archiveBytes: number;
  /** Encrypted files by id; one that is only begun counts under the id that it will have. */
  readonly blobs: ReadonlyMap<string, number>;
  /** Mailboxes of others. */
  readonly delegatedBytes: number;
  /** Keys and the like. */
  readonly otherBytes: number;
  /** What the file system has left for this user, and in all. */
  readonly freeDiskBytes: number;
  readonly diskBytes: number;
}

export interface AccountDisk {
  /** Why the cache was made anew when the mailbox was opened; null where it was not. */
  readonly lossAtOpening: CacheLoss | null;
  measure(): Promise<DiskMeasure>;
  /** Gives a few pages of the cache back to the disk: some milliseconds. False when none is left to give. */
  shrink(): boolean;
  /** Writes the cache's log into its file, and shortens both. */
  checkpoint(): void;
  /** False once somebody removed the cache's file under this process. */
  isCacheThere(): boolean;
  /** Puts an empty cache in place of the one there is. */
  replaceCache(): void;
}
