/** How an entry becomes a row of the directory, and a row an entry. */
import { type DirectoryEntry, foldName } from '../../../contract/model/directory.ts';
import { foldForCriteria } from '../../../contract/model/directory-criteria.ts';
import type { EntrySource } from '../../services/ports/directory.ts';
import type { SqliteDatabase } from './database.ts';
import type { DirectorySchema } from './schema.ts';

/** What a row holds besides the entry. */
export interface RowFacts {
  readonly source: EntrySource;
  /** False on the red list. */
  readonly findable: boolean;
  readonly digest: Uint8Array | null;
}

/** The words by which an entry is found while one types. */
function wordsOf(entry: DirectoryEntry): string {
  const { familyName, givenName, town, profession, specialty, organisation } = entry;
  return [familyName, givenName, town, profession, specialty, organisation]
    .map((text) => foldName(text ?? ''))
    .join(' ');
}

/** Writes and removes rows together with their words; only inside a transaction. */
export function createRowWriter(database: SqliteDatabase<DirectorySchema>) {
  const insertRow = database.prepare(
    `INSERT INTO entries
       (id, address, source, findable, family, given, town, department, profession, specialty, digest, entry)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertWords = database.prepare('INSERT INTO entry_words (rowid, words) VALUES (?, ?)');
  const removeRow = database.prepare('DELETE FROM entries WHERE rowid = ?');
  const removeWords = database.prepare('DELETE FROM entry_words WHERE rowid = ?');
  return {
    /** Gives the number of the new row. */
    insert(entry: DirectoryEntry, { source, findable, digest }: RowFacts): number {
      const { family, given, town, department, profession, specialty } = foldForCriteria(entry);
      const { lastInsertRowid } = insertRow.run(
        entry.id,
        entry.address,
        source,
        findable ? 1 : 0,
        family,
        given,
        town,
        department,
        profession,
        specialty,
        digest,
        JSON.stringify(entry),
      );
      if (findable) insertWords.run(lastInsertRowid, wordsOf(entry));
      return Number(lastInsertRowid);
    },
    remove(rowid: number): void {
      removeRow.run(rowid);
      removeWords.run(rowid);
    },
  };
}

/** Written from a valid entry; what leaves the operator is validated once more, so not here, many times a key. */
export function toEntry(entry: string): DirectoryEntry {
  return JSON.parse(entry) as DirectoryEntry;
}
