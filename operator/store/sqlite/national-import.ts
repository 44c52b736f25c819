/**
 * Replaces the national entries in one transaction, writing only what changed. Readers see the old directory until it
 * commits; a process killed before leaves nothing behind.
 */
import {
  ImportOvertaken,
  MAX_SHRINK,
  type NationalImport,
  type NationalRow,
  type PutOutcome,
  TooManyRemoved,
} from '../../services/ports/national-import.ts';
import { createRowSet } from '../sql/row-set.ts';
import type { DirectorySchema } from '../sql/schema.ts';
import type { SqliteDatabase } from './database.ts';
import { createRowWriter } from './directory-writing.ts';

/** Changes kept in memory before the write lock is taken: those of a day never need it while the file is read. */
const HELD_BACK = 10_000;
/** Above so many changes all indexes are built again rather than changed row by row. */
const BULK = HELD_BACK;
/** Indexes that the import itself reads, which it could not do without; those of few rows cost nothing to keep. */
const READ_INDEXES: readonly string[] = ['entries_address', 'entries_mssante'];

interface Known {
  readonly rowid: number;
  readonly source: string;
  readonly digest: Uint8Array | null;
}

/** Begins an import; only one at a time finishes. */
export function beginNationalImport(database: SqliteDatabase<DirectorySchema>): NationalImport {
  const rows = createRowWriter(database);
  const run = (sql: string) => database.prepare(sql).run();
  // Sorting 600,000 rows in memory is what the import must not do.
  run('PRAGMA temp_store = FILE');
  // Its transaction is none of the group commit's, which sees to the disk itself.
  run('PRAGMA synchronous = FULL');
  const known = database.prepare('SELECT rowid, source, digest FROM entries WHERE address = ?');
  const latest = database.prepare('SELECT max(id) AS id FROM imports');
  const begunAfter = (latest.get() as { id: number | null }).id;
  const before = (
    database.prepare("SELECT count(*) AS n FROM entries WHERE source = 'national'").get() as { n: number }
  ).n;
  // What we told the national directory comes back from it: the account's own entry is the one.
  const ownAlias = database.prepare(
    "SELECT 1 FROM entries WHERE entry ->> '$.mssanteAddress' = ? AND entry ->> '$.mssanteAddress' IS NOT NULL",
  );
  const seen = createRowSet();
  const heldBack = new Map<string, NationalRow>();
  let locked = false;
  let written = 0;
  let droppedIndexes: string[] = [];

  const lock = () => {
    if (locked) return;
    run('BEGIN IMMEDIATE');
    locked = true;
    if ((latest.get() as { id: number | null }).id !== begunAfter) throw new ImportOvertaken();
  };
  const write = (row: NationalRow) => {
    const old = known.get(row.entry.address) as Known | undefined;
    // An account may have taken the address since the row was read.
    if (old && old.source !== 'national') return;
    if (old) rows.remove(old.rowid);
    seen.add(rows.insert(row.entry, { source: 'national', findable: row.findable, digest: row.digest }));
    written += 1;
  };
  const writeHeldBack = () => {
    lock();
    for (const row of heldBack.values()) write(row);
    heldBack.clear();
  };
  const outcomeOf = ({ entry, digest }: NationalRow): PutOutcome => {
    if (heldBack.has(entry.address)) return 'duplicates';
    const old = known.get(entry.address) as Known | undefined;
    if (!old) return ownAlias.get(entry.address) === undefined ? 'added' : 'ours';
    if (old.source !== 'national') return 'ours';
    if (seen.has(old.rowid)) return 'duplicates';
    seen.add(old.rowid);
    return old.digest && Buffer.compare(old.digest, digest) === 0 ? 'unchanged' : 'changed';
  };
  const removeUnseen = (allowShrink: boolean): number => {
    const unseen: number[] = [];
    const national = database.prepare("SELECT rowid FROM entries WHERE source = 'national'");
    for (const { rowid } of national.iterate() as IterableIterator<{ rowid: number }>) {
      if (!seen.has(rowid)) unseen.push(rowid);
    }
    if (unseen.length > before * MAX_SHRINK && !allowShrink) throw new TooManyRemoved(unseen.length, before);
    for (const rowid of unseen) rows.remove(rowid);
    return unseen.length;
  };

  const put = (row: NationalRow): PutOutcome => {
    const outcome = outcomeOf(row);
    if (outcome !== 'added' && outcome !== 'changed') return outcome;
    if (locked) write(row);
    else heldBack.set(row.entry.address, row);
    if (heldBack.size >= HELD_BACK) {
      lock();
      droppedIndexes = dropIndexes(database);
      writeHeldBack();
    }
    return outcome;
  };

  return {
    put: async (some) => some.map(put),
    async finish({ now, allowShrink }) {
      writeHeldBack();
      const removed = removeUnseen(allowShrink);
      for (const sql of droppedIndexes) run(sql);
      // How values are spread decides which index answers; a bulk change is when that changes.
      if (written + removed >= BULK) run('ANALYZE');
      database
        .prepare('INSERT INTO imports (finished_at, rows) VALUES (?, (SELECT count(*) FROM entries))')
        .run(now.toISOString());
      run('COMMIT');
      locked = false;
      database.truncateLog();
      return removed;
    },
    async cancel() {
      if (locked) run('ROLLBACK');
      locked = false;
      heldBack.clear();
    },
  };
}

/** Drops every index that can be built again, and gives the statements that do. */
function dropIndexes(database: SqliteDatabase<DirectorySchema>): string[] {
  const indexes = database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'entries'")
    .all() as { name: string; sql: string }[];
  const dropped = indexes.filter(({ name }) => !READ_INDEXES.includes(name));
  for (const { name } of dropped) database.prepare(`DROP INDEX ${name}`).run();
  return dropped.map(({ sql }) => sql);
}
