/** The whole directory on this workstation, as the rules see it: one for everybody who signs in here. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import type { FoldedCriteria } from '../../../contract/model/directory-criteria.ts';
import type { Whereabouts } from '../../../contract/model/directory-suggestions.ts';
import type { Download } from './operator-port.ts';

/** Which edition is here. */
export interface NationalEdition {
  readonly series: string;
  readonly number: number;
  /** When the operator made it; milliseconds since 1970. */
  readonly madeAt: number;
  /** Entries that are here: those of these departments, where there is a limit. */
  readonly entries: number;
  /** Null: all of them. */
  readonly departments: readonly string[] | null;
  readonly sizeBytes: number;
}

export interface FoundEntries {
  readonly entries: readonly DirectoryEntry[];
  /** Exact up to what was to be counted. */
  readonly total: number;
}

/** Searched by the operator's rules. Each gives null where there is no edition, or none that can be read any more. */
export interface NationalDirectory {
  edition(): NationalEdition | null;
  /** In the order of names. */
  search(criteria: FoldedCriteria, offset: number, limit: number, countLimit: number): FoundEntries | null;
  /** Every word begins one of the entry's; best first, those near before others. */
  suggest(words: readonly string[], limit: number, countLimit: number, near: Whereabouts | null): FoundEntries | null;
  byAddress(address: string): DirectoryEntry | null;
}

export interface EditionFileFacts {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What is chosen for this workstation. */
export interface NationalChoice {
  readonly isKept: boolean;
  /** Null: all of them. */
  readonly departments: readonly string[] | null;
}

/** The files behind it. One program at a time changes them. */
export interface NationalFiles extends NationalDirectory {
  /** Null while another program holds it; it dies with this one. */
  lock(): { release(): void } | null;
  /**
   * Fetches a file from where an earlier try ended; whole and of that digest when it resolves. What came and is not what
   * was announced is thrown away: `operator.protocol`.
   */
  fetch(
    file: EditionFileFacts,
    source: (from: number) => Promise<Download>,
    onBytes: (done: number) => Promise<void>,
  ): Promise<void>;
  /** Makes a fetched file the edition, or adds its changes to the one that is here; the file is gone afterwards. */
  apply(
    file: EditionFileFacts,
    content: 'all' | 'changes',
    departments: readonly string[] | null,
    signal: AbortSignal,
    onEntries: (done: number) => void,
  ): Promise<void>;
  /** Files that a program which was ended left behind, but the one with this digest. */
  tidy(keptSha256: string | null): Promise<void>;
  /** Removes the directory from this workstation. */
  remove(): Promise<void>;
  choice(): Promise<NationalChoice>;
  choose(choice: NationalChoice): Promise<void>;
  /** Takes an edition that another program made. */
  reopen(): void;
}
