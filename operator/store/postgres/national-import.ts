/**
 * Replaces the national entries in one transaction, writing only what changed. Readers see the old directory until it
 * commits; a process killed before leaves nothing behind.
 */
import type { PoolClient } from 'pg';
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
import { runOn } from './compiled.ts';
import type { PostgresDatabase } from './database.ts';
import { insertEntries } from './directory-index.ts';
import { toAppError } from './errors.ts';
import { inTurn } from './turn.ts';

/** Changes kept in memory before the turn to write is taken: those of a day never need it while the file is read. */
const HELD_BACK = 10_000;
/** Rows of one statement. */
const BATCH = 1_000;

interface Known {
  readonly rowid: number;
  readonly source: string;
  readonly digest: Uint8Array | null;
}

/** Begins an import; only one at a time finishes. */
export async function beginNationalImport(database: PostgresDatabase<DirectorySchema>): Promise<NationalImport> {
  const client = await database.connect();
  const ask = async <T>(text: string, values: readonly unknown[] = []): Promise<T[]> => {
    try {
      return (await client.query(text, [...values])).rows as T[];
    } catch (error) {
      throw toAppError(error);
    }
  };
  const begun = async <T>(beginning: Promise<T>): Promise<T> => {
    try {
      return await beginning;
    } catch (error) {
      // Nobody has an import to give up yet.
      client.release(true);
      throw error;
    }
  };
  const latest = async () => (await ask<{ id: number | null }>('SELECT max(id) AS id FROM imports'))[0]?.id ?? null;
  const begunAfter = await begun(latest());
  const counting = "SELECT count(*) AS n FROM entries WHERE source = 'national'";
  const [national] = await begun(ask<{ n: number }>(counting));
  const before = national?.n ?? 0;
  const seen = createRowSet();
  const heldBack = new Map<string, NationalRow>();
  let locked = false;

  const knownOf = async (rows: readonly NationalRow[]) => {
    const text = 'SELECT rowid, address, source, digest FROM entries WHERE address = ANY($1::text[])';
    const found = await ask<Known & { address: string }>(text, [rows.map(({ entry }) => entry.address)]);
    return new Map<string, Known>(found.map((row) => [row.address, row]));
  };
  /** What we told the national directory comes back from it: the account's own entry is the one. */
  const ownAliases = async (rows: readonly NationalRow[]) => {
    const alias = "(entry::json ->> 'mssanteAddress')";
    const text = `SELECT ${alias} AS alias FROM entries WHERE ${alias} IS NOT NULL AND ${alias} = ANY($1::text[])`;
    const found = await ask<{ alias: string }>(text, [rows.map(({ entry }) => entry.address)]);
    return new Set(found.map((row) => row.alias));
  };
  const lock = async () => {
    if (locked) return;
    await ask(inTurn('BEGIN; '));
    locked = true;
    await ask('SET LOCAL idle_in_transaction_session_timeout = 60000');
    await ask('SET LOCAL statement_timeout = 0');
    if ((await latest()) !== begunAfter) throw new ImportOvertaken();
  };
  const writeHeldBack = async () => {
    await lock();
    const waiting = [...heldBack.values()];
    heldBack.clear();
    for (let at = 0; at < waiting.length; at += BATCH) await writeSome(waiting.slice(at, at + BATCH));
  };
  const writeSome = async (rows: readonly NationalRow[]) => {
    const known = await knownOf(rows);
    // An account may have taken the address since the row was read.
    const free = rows.filter(({ entry }) => (known.get(entry.address)?.source ?? 'national') === 'national');
    const olds = free.flatMap(({ entry }) => known.get(entry.address)?.rowid ?? []);
    await ask('DELETE FROM entries WHERE rowid = ANY($1::bigint[])', [olds]);
    const fresh = free.map(({ entry, findable, digest }) => ({
      entry,
      facts: { source: 'national' as const, findable, digest },
    }));
    for (const { rowid } of (await runOn(client, insertEntries(fresh))).rows) seen.add(rowid);
  };
  const outcomeOf = ({ entry, digest }: NationalRow, old: Known | undefined, isOwnAlias: boolean): PutOutcome => {
    if (heldBack.has(entry.address)) return 'duplicates';
    if (!old) return isOwnAlias ? 'ours' : 'added';
    if (old.source !== 'national') return 'ours';
    if (seen.has(old.rowid)) return 'duplicates';
    seen.add(old.rowid);
    return old.digest && Buffer.compare(old.digest, digest) === 0 ? 'unchanged' : 'changed';
  };

  return {
    async put(rows) {
      const known = await knownOf(rows);
      const own = await ownAliases(rows);
      const outcomes: PutOutcome[] = [];
      for (const row of rows) {
        const outcome = outcomeOf(row, known.get(row.entry.address), own.has(row.entry.address));
        if (outcome === 'added' || outcome === 'changed') heldBack.set(row.entry.address, row);
        outcomes.push(outcome);
      }
      if (heldBack.size >= HELD_BACK) await writeHeldBack();
      return outcomes;
    },
    async finish({ now, allowShrink }) {
      await writeHeldBack();
      const removed = await removeUnseen(
        ask,
        seen,
        allowShrink ? Number.POSITIVE_INFINITY : before * MAX_SHRINK,
        before,
      );
      const finished = 'INSERT INTO imports (finished_at, rows) SELECT $1, count(*) FROM entries';
      await ask(finished, [now.toISOString()]);
      // How values are spread decides which index answers.
      await ask('ANALYZE entries, entry_words');
      await ask('COMMIT');
      locked = false;
      client.release();
      return removed;
    },
    cancel: () => giveUp(client),
  };
}

/** Leaves everything as it was, whatever the connection's state. */
async function giveUp(client: PoolClient): Promise<void> {
  client.release(true);
}

type Ask = <T>(text: string, values?: readonly unknown[]) => Promise<T[]>;

async function removeUnseen(
  ask: Ask,
  seen: { has(rowid: number): boolean },
  most: number,
  before: number,
): Promise<number> {
  const unseen: number[] = [];
  const page = "SELECT rowid FROM entries WHERE source = 'national' AND rowid > $1 ORDER BY rowid LIMIT 10000";
  for (let after = 0; ; ) {
    const rows = await ask<{ rowid: number }>(page, [after]);
    for (const { rowid } of rows) if (!seen.has(rowid)) unseen.push(rowid);
    const last = rows.at(-1);
    if (!last) break;
    after = last.rowid;
  }
  if (unseen.length > most) throw new TooManyRemoved(unseen.length, before);
  await ask('DELETE FROM entries WHERE rowid = ANY($1::bigint[])', [unseen]);
  return unseen.length;
}
