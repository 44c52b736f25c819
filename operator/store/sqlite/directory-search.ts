/**
 * How one search of the directory is answered within milliseconds among 600,000 entries: the index that leaves the
 * fewest rows is found by counting a little in each, and only rows of the answer's page are read whole.
 */
import type { FoldedCriteria } from '../../services/ports/directory.ts';
import type { SqliteDatabase } from './database.ts';
import type { DirectorySchema } from './schema.ts';

/** Rows counted in an index before it is taken for a long one. */
const PROBE = 10_000;
/** As many rows are sorted faster than the first ones are come across in the order of names. */
const SORTED_AT_ONCE = 3_000;

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

interface Lead {
  readonly index: string;
  /** The criteria that its first columns answer. */
  readonly by: readonly Criterion[];
  /** Its rows come in the order of names. */
  readonly inOrder: boolean;
}

/** Narrow ones first: of indexes too long to be counted, the first is taken. */
const leads: readonly Lead[] = [
  { index: 'entries_specialty', by: ['profession', 'specialty'], inOrder: true },
  { index: 'entries_department_profession', by: ['department', 'profession'], inOrder: true },
  { index: 'entries_family', by: ['familyPrefix'], inOrder: true },
  { index: 'entries_department', by: ['department'], inOrder: true },
  { index: 'entries_profession', by: ['profession'], inOrder: true },
  { index: 'entries_town', by: ['townPrefix'], inOrder: false },
  { index: 'entries_given', by: ['givenPrefix'], inOrder: false },
];
const allByName: Lead = { index: 'entries_family', by: [], inOrder: true };

interface Found {
  readonly entries: readonly string[];
  readonly total: number;
}

/** Answers searches on an open database. */
export function createDirectorySearch(database: SqliteDatabase<DirectorySchema>) {
  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  const count = (lead: Lead, criteria: FoldedCriteria, by: readonly Criterion[], limit: number): number => {
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM entries INDEXED BY ${lead.index} WHERE ${where(by)} LIMIT ?)`;
    return (prepared(sql).get(...values(criteria, by), limit) as { n: number }).n;
  };
  /** Rows are found in an index alone; only then are their entries read. */
  const page = (lead: Lead, criteria: FoldedCriteria, by: readonly Criterion[], limit: number): string[] => {
    const sql = `SELECT entry FROM (
        SELECT rowid AS found, family, given FROM entries INDEXED BY ${lead.index}
        WHERE ${where(by)} ORDER BY family, given, rowid LIMIT ?
      ) AS page JOIN entries ON entries.rowid = found ORDER BY page.family, page.given, found`;
    return (prepared(sql).all(...values(criteria, by), limit) as { entry: string }[]).map((row) => row.entry);
  };

  /** The shortest index for these criteria, with its length up to `PROBE`. */
  const shortest = (criteria: FoldedCriteria): { lead: Lead; length: number } => {
    let best = { lead: allByName, length: Number.POSITIVE_INFINITY };
    for (const lead of leads) {
      if (!lead.by.every((one) => criteria[one] !== undefined)) continue;
      const length = count(lead, criteria, lead.by, PROBE);
      if (length < best.length) best = { lead, length };
    }
    return best;
  };

  return {
    /** Entries that satisfy all criteria in the order of names, as JSON; `total` is exact up to `countLimit`. */
    search(criteria: FoldedCriteria, limit: number, countLimit: number): Found {
      const by = (Object.keys(conditions) as Criterion[]).filter((one) => criteria[one] !== undefined);
      const { lead, length } = shortest(criteria);
      const isAlone = by.length === lead.by.length;
      const walk = isAlone && !lead.inOrder && length > SORTED_AT_ONCE ? allByName : lead;
      const entries = page(walk, criteria, by, limit);
      if (entries.length < limit) return { entries, total: entries.length };
      const total = isAlone && length < PROBE ? Math.min(length, countLimit) : count(lead, criteria, by, countLimit);
      return { entries, total };
    },
  };
}

function where(by: readonly Criterion[]): string {
  return ['findable = 1', ...by.map((one) => conditions[one].sql)].join(' AND ');
}

function values(criteria: FoldedCriteria, by: readonly Criterion[]): string[] {
  return by.flatMap((one) => conditions[one].values(criteria[one] ?? ''));
}
