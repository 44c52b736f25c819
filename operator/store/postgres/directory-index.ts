/** How PostgreSQL finds entries among 600,000: its planner chooses among the indexes, and words have one of their own. */
import { type Compilable, type SelectQueryBuilder, sql } from 'kysely';
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import type { FoldedCriteria } from '../../../contract/model/directory-criteria.ts';
import { searchedWords } from '../../../contract/model/directory-suggestions.ts';
import { plain, type Reader } from '../sql/database.ts';
import type { DirectoryIndex } from '../sql/directory.store.ts';
import { type RowFacts, rowOf } from '../sql/directory-rows.ts';
import type { DirectorySchema } from '../sql/schema.ts';

/** Beginnings of words up to so many letters are kept themselves: nothing is put together for them while one types. */
const KEPT_LETTERS = 3;

/** An entry with what its row holds besides. */
export interface EntryRow {
  readonly entry: DirectoryEntry;
  readonly facts: RowFacts;
}

export function createDirectoryIndex(database: Reader<DirectorySchema>): DirectoryIndex {
  const findable = database.build.selectFrom('entries').where('findable', '=', 1);
  return {
    async search(criteria, { offset, limit }, countLimit) {
      // PostgreSQL's text has no such character, and does not even compare with it.
      if (Object.values(criteria).some((value) => value.includes('\u0000'))) return { entries: [], total: 0 };
      const matching = satisfying(findable, criteria);
      const inOrder = matching.select('entry').orderBy('family').orderBy('given').orderBy('rowid');
      const entries = (await database.all(inOrder.limit(limit).offset(offset))).map(({ entry }) => entry);
      const seen = offset + entries.length;
      // A page that is not full is the last one, unless it lies behind the last.
      const isLast = entries.length < limit && (entries.length > 0 || offset === 0);
      if (isLast || countLimit <= seen) return { entries, total: seen };
      const some = matching.select('rowid').limit(countLimit).as('some');
      const counted = database.build.selectFrom(some).select((e) => e.fn.countAll<number>().as('n'));
      return { entries, total: (await database.first(counted))?.n ?? 0 };
    },
    async match(words, limit, countLimit) {
      const query = words.map((word) => (word.length > KEPT_LETTERS ? `'${word}':*` : `'${word}'`)).join(' & ');
      const matching = database.build
        .selectFrom('entry_words')
        .select('rowid')
        .where(sql<boolean>`words @@ ${query}::tsquery`)
        .limit(countLimit);
      const rows = await database.all(matching);
      const first = rows.slice(0, limit).map(({ rowid }) => rowid);
      const entries = await database.all(
        database.build.selectFrom('entries').select('entry').where('rowid', 'in', first),
      );
      return { entries: entries.map(({ entry }) => entry), total: rows.length };
    },
    insert: async (transaction, entry, facts) => {
      await transaction.run(insertEntries([{ entry, facts }]));
    },
    remove: async (transaction, rowid) => {
      await transaction.run(transaction.build.deleteFrom('entries').where('rowid', '=', rowid));
    },
  };
}

type Entries = SelectQueryBuilder<DirectorySchema, 'entries', object>;

function satisfying(entries: Entries, criteria: FoldedCriteria): Entries {
  let matching = entries;
  for (const [criterion, column] of prefixes) {
    const value = criteria[criterion];
    // A prefix is a range of the column: the greatest character ends it.
    if (value !== undefined) matching = matching.where(column, '>=', value).where(column, '<', `${value}\u{10ffff}`);
  }
  for (const column of exact) {
    const value = criteria[column];
    if (value !== undefined) matching = matching.where(column, '=', value);
  }
  return matching;
}

const prefixes = [
  ['familyPrefix', 'family'],
  ['givenPrefix', 'given'],
  ['townPrefix', 'town'],
] as const;
const exact = ['department', 'profession', 'specialty'] as const;

/** Writes rows with their words in one statement, which gives their numbers and addresses. */
export function insertEntries(rows: readonly EntryRow[]): Compilable<WrittenRow> {
  const columns = rows.map(({ entry, facts }) => ({
    ...rowOf(entry, facts),
    words: facts.findable ? lexemesOf(entry) : null,
  }));
  return plain(insertText, ...columnNames.map((name) => columns.map((row) => row[name])));
}

export interface WrittenRow {
  readonly rowid: number;
  readonly address: string;
}

const columnNames = [
  ...['id', 'address', 'source', 'findable', 'family', 'given', 'town'],
  ...['department', 'profession', 'specialty', 'digest', 'entry', 'words'],
] as readonly (Exclude<keyof DirectorySchema['entries'], 'rowid'> | 'words')[];
const ownColumns = columnNames.filter((name) => name !== 'words').join(', ');
const typeOf = (name: string) => (name === 'findable' ? 'bigint' : name === 'digest' ? 'bytea' : 'text');

const insertText = `
  WITH fresh AS (
    SELECT * FROM unnest(${columnNames.map((name) => `?::${typeOf(name)}[]`).join(', ')})
      AS row (${columnNames.join(', ')})
  ), written AS (
    INSERT INTO entries (${ownColumns}) SELECT ${ownColumns} FROM fresh RETURNING rowid, address
  ), worded AS (
    INSERT INTO entry_words (rowid, words)
      SELECT rowid, array_to_tsvector(string_to_array(words, ' '))
      FROM written JOIN fresh ON fresh.address = written.address COLLATE "C" WHERE words <> ''
  )
  SELECT rowid, address FROM written`;

/** The words of an entry and their beginnings, between spaces. */
function lexemesOf(entry: DirectoryEntry): string {
  const words = new Set(searchedWords(entry).split(' ').filter(Boolean));
  const beginnings = [...words].flatMap((word) =>
    Array.from({ length: KEPT_LETTERS }, (_, at) => word.slice(0, at + 1)),
  );
  return [...new Set([...beginnings, ...words])].join(' ');
}
