/** The national part of the directory being replaced, as the import sees it. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';

/** Share of the national entries that may vanish at once. */
export const MAX_SHRINK = 0.2;

/** What became of one row; `ours` when an account or a pre-registration has the address. */
export type PutOutcome = 'added' | 'changed' | 'unchanged' | 'duplicates' | 'ours';

/** A row of the extraction; the digest tells whether it changed. */
export interface NationalRow {
  readonly entry: DirectoryEntry;
  readonly findable: boolean;
  readonly digest: Uint8Array;
}

export interface NationalImport {
  /** Takes some rows, in order; nothing is seen by anybody before `finish`. */
  put(rows: readonly NationalRow[]): Promise<readonly PutOutcome[]>;
  /**
   * Removes the entries that were not put and makes all of it seen at once; gives how many were removed. Throws
   * `TooManyRemoved` when that is more than `MAX_SHRINK` of them and not allowed.
   */
  finish(options: { readonly now: Date; readonly allowShrink: boolean }): Promise<number>;
  /** Leaves everything as it was. */
  cancel(): Promise<void>;
}

/** The file would remove more than a file should. */
export class TooManyRemoved extends Error {
  constructor(removed: number, before: number) {
    super(`would remove ${removed} of ${before} national entries; --allow-shrink lets it`);
    this.name = 'TooManyRemoved';
  }
}

/** Another import has changed the directory since this one began. */
export class ImportOvertaken extends Error {
  constructor() {
    super('another import came between');
    this.name = 'ImportOvertaken';
  }
}
