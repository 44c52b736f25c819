/** Directory entries in a SQLite file of their own: public data, replaced in bulk, never in the way of deposits. */
import { type DirectoryEntry, foldName } from '../../../contract/model/directory.ts';
import type { DirectoryStore, FoldedCriteria } from '../../services/ports/directory.ts';
import type { SqliteDatabase } from './database.ts';
import type { DirectorySchema } from './schema.ts';

/** Matches beyond this many are not counted. */
const MATCH_COUNT_LIMIT = 10_000;

export function createDirectoryStore(database: SqliteDatabase<DirectorySchema>): DirectoryStore {
  const { build } = database;
  const entries = build.selectFrom('entries').select('entry');
  const matching = database.prepare(
    'SELECT entry FROM entry_words JOIN entries ON entries.rowid = entry_words.rowid WHERE entry_words MATCH ? LIMIT ?',
  );
  const counting = database.prepare(
    'SELECT count(*) AS n FROM (SELECT 1 FROM entry_words WHERE entry_words MATCH ? LIMIT ?)',
  );

  /** The page's rows are found in an index alone; only then are their entries read. */
  const byNames = (criteria: FoldedCriteria, limit: number) => {
    const page = narrow(build.selectFrom('entries').select(['rowid', 'family', 'given', 'id']), criteria)
      .orderBy('family')
      .orderBy('given')
      .orderBy('id')
      .limit(limit)
      .as('page');
    const found = build.selectFrom(page).innerJoin('entries', 'entries.rowid', 'page.rowid').select('entries.entry');
    return database.all(found.orderBy('page.family').orderBy('page.given').orderBy('page.id'));
  };
  const count = (criteria: FoldedCriteria, countLimit: number) => {
    const matches = narrow(build.selectFrom('entries').select('rowid'), criteria).limit(countLimit).as('matches');
    return database.first(build.selectFrom(matches).select((e) => e.fn.countAll<number>().as('n')))?.n ?? 0;
  };

  return {
    async search(criteria, limit, countLimit) {
      const rows = byNames(criteria, limit);
      return { entries: rows.map(toEntry), total: rows.length < limit ? rows.length : count(criteria, countLimit) };
    },
    async match(words, limit) {
      // Only letters and digits get here, each word between quotes: no FTS5 operator can be typed.
      const query = words.map((word) => `"${word}"*`).join(' AND ');
      const [first = '', second = ''] = words;
      const byName = (familyPrefix: string, givenPrefix: string) => byNames({ familyPrefix, givenPrefix }, limit);
      const rows = [
        // People are mostly looked for by name, in either order; these come from the indexes of names.
        ...(words.length <= 2 ? [...byName(first, second), ...byName(second, first)] : []),
        ...(matching.all(query, limit) as { entry: string }[]),
      ];
      const { n } = counting.get(query, MATCH_COUNT_LIMIT) as { n: number };
      return { entries: [...new Set(rows.map((row) => row.entry))].map((entry) => toEntry({ entry })), total: n };
    },
    async byAddresses(addresses) {
      return database.all(entries.where('address', 'in', [...addresses])).map(toEntry);
    },
    async byId(entryId) {
      const row = database.first(entries.where('id', '=', entryId));
      return row ? toEntry(row) : null;
    },
    put(all) {
      return database.commit(() => putAll(database, all));
    },
    async count() {
      const row = database.first(build.selectFrom('entries').select((e) => e.fn.countAll<number>().as('n')));
      return row?.n ?? 0;
    },
  };
}

interface Narrowable<Q> {
  where(column: keyof DirectorySchema['entries'], operator: '=' | '>=' | '<', value: string): Q;
}

/** A prefix is a range of the folded column: the greatest character ends it. */
function narrow<Q extends Narrowable<Q>>(query: Q, criteria: FoldedCriteria): Q {
  let narrowed = query;
  const prefix = (column: 'family' | 'given' | 'town', value: string | undefined) => {
    if (value) narrowed = narrowed.where(column, '>=', value).where(column, '<', `${value}\u{10ffff}`);
  };
  const exact = (column: 'department' | 'profession' | 'specialty', value: string | undefined) => {
    if (value) narrowed = narrowed.where(column, '=', value);
  };
  prefix('family', criteria.familyPrefix);
  prefix('given', criteria.givenPrefix);
  prefix('town', criteria.townPrefix);
  exact('department', criteria.department);
  exact('profession', criteria.profession);
  exact('specialty', criteria.specialty);
  return narrowed;
}

function putAll(database: SqliteDatabase<DirectorySchema>, all: readonly DirectoryEntry[]): void {
  const remove = database.prepare('DELETE FROM entries WHERE id = ? OR address = ? RETURNING rowid');
  const removeWords = database.prepare('DELETE FROM entry_words WHERE rowid = ?');
  const insert = database.prepare(
    `INSERT INTO entries (id, address, family, given, town, department, profession, specialty, entry)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertWords = database.prepare('INSERT INTO entry_words (rowid, words) VALUES (?, ?)');
  for (const entry of all) {
    for (const old of remove.all(entry.id, entry.address) as { rowid: number }[]) removeWords.run(old.rowid);
    const folded = (text: string | null) => foldName(text ?? '');
    const names = [
      entry.familyName,
      entry.givenName,
      entry.town,
      entry.profession,
      entry.specialty,
      entry.organisation,
    ];
    const { lastInsertRowid } = insert.run(
      entry.id,
      entry.address,
      folded(entry.familyName),
      folded(entry.givenName),
      folded(entry.town),
      entry.department ?? '',
      folded(entry.profession),
      folded(entry.specialty),
      JSON.stringify(entry),
    );
    insertWords.run(lastInsertRowid, names.map(folded).join(' '));
  }
  // How values are spread decides which index answers; a bulk change is when that changes.
  if (all.length >= 1000) database.prepare('ANALYZE').run();
}

/** Written by `put` from a valid entry; what leaves the operator is validated once more, so not here, many times a key. */
function toEntry(row: { entry: string }): DirectoryEntry {
  return JSON.parse(row.entry) as DirectoryEntry;
}
