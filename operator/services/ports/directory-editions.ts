/** What editions of the directory are made from, as the services see it. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';

/** Two that are equal stand for the same directory. */
export interface DirectoryMark {
  /** Imports of the national directory so far. */
  readonly imports: number;
  /** Changes of accounts' and pre-registrations' entries so far. */
  readonly own: number;
}

export interface DirectoryEditionStore {
  /** What is kept of the latest edition; null before the first. */
  edition(): Promise<string | null>;
  /** Keeps this in the place of edition `former`; false when that is not the latest any more. */
  replaceEdition(former: number | null, edition: { readonly number: number; readonly state: string }): Promise<boolean>;
  /** Forgets what was kept, unless another edition took its place: the next one is the first of another series. */
  forgetEdition(state: string): Promise<void>;
  /** Throws `operator.unavailable` while an import has the directory for itself. */
  expectWritable(): Promise<void>;
  mark(): Promise<DirectoryMark>;
  /** Entries that may be found, by address, after one, `limit` at most. */
  findable(after: string, limit: number): Promise<readonly DirectoryEntry[]>;
}
