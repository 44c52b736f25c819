/** How an entry becomes a row of the directory, and a row an entry. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import { foldForCriteria } from '../../../contract/model/directory-criteria.ts';
import type { EntrySource } from '../../services/ports/directory.ts';
import type { DirectorySchema } from './schema.ts';

/** What a row holds besides the entry. */
export interface RowFacts {
  readonly source: EntrySource;
  /** False on the red list. */
  readonly findable: boolean;
  readonly digest: Uint8Array | null;
}

/** The row of an entry, without its number. */
export function rowOf(
  entry: DirectoryEntry,
  { source, findable, digest }: RowFacts,
): Omit<DirectorySchema['entries'], 'rowid'> {
  return {
    id: entry.id,
    address: entry.address,
    source,
    findable: findable ? 1 : 0,
    ...foldForCriteria(entry),
    digest,
    entry: JSON.stringify(entry),
  };
}

/** Written from a valid entry; what leaves the operator is validated once more, so not here, many times a key. */
export function toEntry(entry: string): DirectoryEntry {
  return JSON.parse(entry) as DirectoryEntry;
}
