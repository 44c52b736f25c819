/** Writes and removes rows of the directory together with their words; only inside a transaction of that connection. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import { searchedWords } from '../../../contract/model/directory-suggestions.ts';
import { type RowFacts, rowOf } from '../sql/directory-rows.ts';
import type { DirectorySchema } from '../sql/schema.ts';
import type { SqliteDatabase } from './database.ts';

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
    insert(entry: DirectoryEntry, facts: RowFacts): number {
      const row = rowOf(entry, facts);
      const { lastInsertRowid } = insertRow.run(
        row.id,
        row.address,
        row.source,
        row.findable,
        row.family,
        row.given,
        row.town,
        row.department,
        row.profession,
        row.specialty,
        row.digest,
        row.entry,
      );
      if (facts.findable) insertWords.run(lastInsertRowid, searchedWords(entry));
      return Number(lastInsertRowid);
    },
    remove(rowid: number): void {
      removeRow.run(rowid);
      removeWords.run(rowid);
    },
  };
}
