/**
 * How one search of the directory is answered within milliseconds among 600,000 entries: the index that leaves the
 * fewest rows is found by counting a little in each, and only rows of the answer's page are read whole.
 */
import type { FoldedCriteria } from '../../../contract/model/directory-criteria.ts';
import { searchedWords } from '../../../contract/model/directory-suggestions.ts';
import type { Slice } from '../../services/ports/administration.ts';
import { plain } from '../sql/database.ts';
import type { DirectoryIndex } from '../sql/directory.store.ts';
import { toEntry } from '../sql/directory-rows.ts';
import type { DirectorySchema } from '../sql/schema.ts';
import type { SqliteDatabase } from './database.ts';
import { createRowWriter } from './directory-writing.ts';

/** Rows counted in an index before it is taken for a long one; as many are sorted within a millisecond or two. */
const PROBE = 3_000;
/** Rows walked through in the order of names in the hope that a page of them satisfies all criteria. */
const WALKED = 15_000;

/** Letters of a word that the full-text index has the beginnings of; few words differ later alone. */
const INDEXED_LETTERS = 9;

type Criterion = keyof FoldedCriteria;

interface Condition {
  readonly sql: string;
  values(value: string): readonly string[];
}

/** A prefix is a range of the folded column: the greatest character ends it. */
const prefix = (column: string): Condition => ({
  sql: `${column} >= ? AND ${column} < ?`,
  values: (value) => [value, `${value}\u{10ffff}`],
});
const exact = (column: string): Condition => ({ sql: `${column} = ?`, values: (value) => [value] });

const conditions: Readonly<Record<Criterion, Condition>> = {
  familyPrefix: prefix('family'),
  givenPrefix: prefix('given'),
  townPrefix: prefix('town'),
  department: exact('department'),
  profession: exact('profession'),
  specialty: exact('specialty'),
};

interface EntryRow {
  readonly entry: string;
}

interface Lead {
  readonly index: string;
  /** The criteria that its first columns answer. */
  readonly by: readonly Criterion[];
  /** Its rows come in the order of names. */
  readonly inOrder: boolean;
  /** What its first columns are compared with, where these are not the criteria's own; null where it cannot lead. */
  readonly first?: (criteria: FoldedCriteria) => { readonly sql: string; readonly values: readonly string[] } | null;
}

/** Letters of both names that lead together. */
const NAME_LETTERS = 3;

const byBothNames: Lead = {
  index: 'entries_names',
  by: ['familyPrefix', 'givenPrefix'],
  inOrder: false,
  first({ familyPrefix = '', givenPrefix = '' }) {
    if (Math.min(familyPrefix.length, givenPrefix.length) < NAME_LETTERS) return null;
    const sql = `substr(family, 1, ${NAME_LETTERS}) = ? AND substr(given, 1, ${NAME_LETTERS}) = ?`;
    return { sql, values: [familyPrefix.slice(0, NAME_LETTERS), givenPrefix.slice(0, NAME_LETTERS)] };
  },
};

const byFamily: Lead = { index: 'entries_family', by: ['familyPrefix'], inOrder: true };

/** Narrow ones first: of indexes too long to be counted, the first is taken. */
const leads: readonly Lead[] = [
  { index: 'entries_specialty', by: ['profession', 'specialty'], inOrder: true },
  byBothNames,
  { index: 'entries_department_profession', by: ['department', 'profession'], inOrder: true },
  byFamily,
  { index: 'entries_department', by: ['department'], inOrder: true },
  { index: 'entries_profession', by: ['profession'], inOrder: true },
  { index: 'entries_town', by: ['townPrefix'], inOrder: false },
  { index: 'entries_given', by: ['givenPrefix'], inOrder: false },
];
interface Row {
  readonly found: number;
  readonly family: string;
  readonly given: string;
}

/** The index that leaves fewest rows; `length` counts up to `PROBE`. */
interface Shortest {
  readonly lead: Lead;
  readonly length: number;
}

/** Entries of a SQLite file, and their words in its full-text index. */
export function createDirectoryIndex(database: SqliteDatabase<DirectorySchema>): DirectoryIndex {
  const rows = createRowWriter(database);
  const count = async (lead: Lead, criteria: FoldedCriteria, by: readonly Criterion[], limit: number) => {
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM entries INDEXED BY ${lead.index} WHERE ${whereBy(lead, criteria, by)} LIMIT ?)`;
    return (await database.first(plain<{ n: number }>(sql, ...valuesBy(lead, criteria, by), limit)))?.n ?? 0;
  };
  /** Rows are found in an index alone; only then are their entries read. */
  const page = (lead: Lead, criteria: FoldedCriteria, by: readonly Criterion[], slice: Slice) => {
    const found = `SELECT rowid AS found, family, given FROM entries INDEXED BY ${lead.index}
      WHERE ${whereBy(lead, criteria, by)} ORDER BY family, given, rowid LIMIT ? OFFSET ?`;
    return readEntries(found, [...valuesBy(lead, criteria, by), slice.limit, slice.offset]);
  };
  /** The first of all names: many rows satisfy the criteria, so that the first ones are soon come across. */
  const walk = (criteria: FoldedCriteria, by: readonly Criterion[], slice: Slice) => {
    const found = `SELECT found, family, given FROM (
        SELECT rowid AS found, family, given, town, department, profession, specialty, findable
        FROM entries INDEXED BY entries_family WHERE findable = 1 ORDER BY family, given, rowid LIMIT ${WALKED}
      ) WHERE ${where(by)} LIMIT ? OFFSET ?`;
    return readEntries(found, [...values(criteria, by), slice.limit, slice.offset]);
  };
  /** The entries of the rows that a query finds, in the order of names. */
  const readEntries = async (found: string, parameters: readonly (string | number)[]) => {
    const whole = `SELECT entry FROM (${found}) AS page JOIN entries ON entries.rowid = page.found
      ORDER BY page.family, page.given, page.found`;
    return (await database.all(plain<EntryRow>(whole, ...parameters))).map((row) => row.entry);
  };

  /** Rows that satisfy the criteria, in no order, `limit` at most: where they are few, one pass gives page and total. */
  const gather = ({ lead, length }: Shortest, criteria: FoldedCriteria, by: readonly Criterion[], limit: number) => {
    const isTownAndGiven = criteria.townPrefix !== undefined && criteria.givenPrefix !== undefined;
    if (lead.inOrder || length < PROBE || !isTownAndGiven) {
      const found = `SELECT rowid AS found, family, given FROM entries INDEXED BY ${lead.index}
        WHERE ${whereBy(lead, criteria, by)} LIMIT ?`;
      return database.all(plain<Row>(found, ...valuesBy(lead, criteria, by), limit));
    }
    // Each town that begins so is gone to, and in it the first names alone, instead of everybody of all these towns.
    const others = by.filter((one) => one !== 'townPrefix');
    const [from = '', to = ''] = values(criteria, ['townPrefix']);
    return database.all(plain<Row>(inEachTown(others), from, to, to, ...values(criteria, others), limit));
  };
  const entryAt = async (rowid: number) =>
    await database.first(plain<EntryRow>('SELECT entry FROM entries WHERE rowid = ?', rowid));

  /** The shortest index for these criteria, with its length up to `PROBE`; null without criteria. */
  const shortest = async (criteria: FoldedCriteria) => {
    let best: Shortest | null = null;
    const counted: Lead[] = [];
    for (const lead of leads) {
      if (!lead.by.every((one) => criteria[one] !== undefined) || lead.first?.(criteria) === null) continue;
      // An index by fewer of the same criteria cannot be shorter.
      if (counted.some(({ by }) => lead.by.every((one) => by.includes(one)))) continue;
      const length = await count(lead, criteria, lead.by, PROBE);
      counted.push(lead);
      if (!best || length < best.length) best = { lead, length };
    }
    return best;
  };

  return {
    async search(criteria, slice, countLimit) {
      const { offset, limit } = slice;
      const by = (Object.keys(conditions) as Criterion[]).filter((one) => criteria[one] !== undefined);
      const best = (await shortest(criteria)) ?? { lead: byFamily, length: PROBE };
      const { lead, length } = best;
      const rows = countLimit > 0 ? await gather(best, criteria, by, countLimit) : null;
      if (rows && rows.length < countLimit) {
        const chosen = [...rows].sort(byNames).slice(offset, offset + limit);
        const found = await Promise.all(chosen.map((row) => entryAt(row.found)));
        return { entries: found.flatMap((row) => row?.entry ?? []), total: rows.length };
      }
      const isLong = !lead.inOrder && length === PROBE;
      // Of many of both names the first ones are soon come across among those of the name.
      const inOrder = isLong && lead === byBothNames ? byFamily : lead;
      let entries = isLong && inOrder === lead ? await walk(criteria, by, slice) : [];
      if (entries.length < limit) entries = await page(inOrder, criteria, by, slice);
      return { entries, total: rows ? countLimit : offset + entries.length };
    },
    async match(words, limit, countLimit) {
      // Only letters and digits get here, each word between quotes: no FTS5 operator can be typed.
      const query = words.map((word) => `"${word.slice(0, INDEXED_LETTERS)}"*`).join(' AND ');
      const longer = words.filter((word) => word.length > INDEXED_LETTERS);
      const matching = 'SELECT rowid FROM entry_words WHERE entry_words MATCH ? LIMIT ?';
      const matches = await database.all(plain<{ rowid: number }>(matching, query, countLimit));
      const entries: string[] = [];
      for (const { rowid } of matches.slice(0, limit)) {
        const row = await database.first(plain<EntryRow>('SELECT entry FROM entries WHERE rowid = ?', rowid));
        if (row && (longer.length === 0 || hasBeginnings(row, longer))) entries.push(row.entry);
      }
      return { entries, total: matches.length };
    },
    // The transaction is on the one connection that these statements are of.
    insert: async (_transaction, entry, facts) => {
      rows.insert(entry, facts);
    },
    remove: async (_transaction, rowid) => rows.remove(rowid),
  };
}

/** Whether each of these words begins one of the entry's: the index knows their first letters alone. */
function hasBeginnings({ entry }: EntryRow, words: readonly string[]): boolean {
  const found = ` ${searchedWords(toEntry(entry))}`;
  return words.every((word) => found.includes(` ${word}`));
}

/** The order of SQLite, which is that of bytes. */
function byNames(one: Row, other: Row): number {
  if (one.family !== other.family) return one.family < other.family ? -1 : 1;
  if (one.given !== other.given) return one.given < other.given ? -1 : 1;
  return one.found - other.found;
}

/** Rows of every town between two, by criteria that leave towns out: their index has the first names of a town together. */
function inEachTown(others: readonly Criterion[]): string {
  const index = 'entries INDEXED BY entries_town';
  return `WITH RECURSIVE towns(town) AS (
      SELECT min(town) FROM ${index} WHERE ${where(['townPrefix'])}
      UNION ALL
      SELECT (SELECT min(entries.town) FROM ${index}
        WHERE findable = 1 AND entries.town > towns.town AND entries.town < ?)
      FROM towns WHERE towns.town IS NOT NULL
    )
    SELECT entries.rowid AS found, family, given FROM towns
      CROSS JOIN ${index} ON entries.town = towns.town WHERE ${where(others)} LIMIT ?`;
}

function where(by: readonly Criterion[]): string {
  return ['findable = 1', ...by.map((one) => conditions[one].sql)].join(' AND ');
}

/** The conditions by which an index is gone into, and all others. */
function whereBy(lead: Lead, criteria: FoldedCriteria, by: readonly Criterion[]): string {
  return [lead.first?.(criteria)?.sql, where(by)].filter(Boolean).join(' AND ');
}

function valuesBy(lead: Lead, criteria: FoldedCriteria, by: readonly Criterion[]): string[] {
  return [...(lead.first?.(criteria)?.values ?? []), ...values(criteria, by)];
}

function values(criteria: FoldedCriteria, by: readonly Criterion[]): string[] {
  return by.flatMap((one) => conditions[one].values(criteria[one] ?? ''));
}
