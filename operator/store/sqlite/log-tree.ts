/** The stored Merkle tree over the events: the hash of each complete subtree, added with the event that completes it. */
import { completedBy, leafHash, type SubtreeReader } from '../../../envelope/evidence/merkle.ts';
import type { SqliteDatabase } from './database.ts';
import type { MainSchema } from './schema.ts';

export interface LogTree {
  /** Adds the event with that place in the sequence; only inside the transaction that adds the event. */
  append(seq: number, leaf: Uint8Array): void;
  /** Hash of a complete subtree; one that is missing is a log that was damaged. */
  readonly read: SubtreeReader;
  /** The same, null when it is not there. */
  find(level: number, index: number): Uint8Array | null;
  count(): number;
}

/** Two statements of plain SQL: they run with every event, and compiling them each time would cost more than they do. */
export function createLogTree(database: SqliteDatabase<MainSchema>): LogTree {
  const insert = database.prepare('INSERT INTO log_tree (level, position, hash) VALUES (?, ?, ?)');
  const select = database.prepare('SELECT hash FROM log_tree WHERE level = ? AND position = ?');
  const find = (level: number, index: number): Uint8Array | null => {
    const row = select.get(level, index) as { hash: Uint8Array } | undefined;
    return row?.hash ?? null;
  };
  const read: SubtreeReader = (level, index) => {
    const hash = find(level, index);
    if (!hash) throw new Error(`the log's tree lacks ${level}:${index}`);
    return hash;
  };
  return {
    read,
    find,
    append(seq, leaf) {
      for (const { level, index, hash } of completedBy(seq - 1, leafHash(leaf), read)) insert.run(level, index, hash);
    },
    count() {
      const rows = database.build.selectFrom('log_tree').select((e) => e.fn.countAll<number>().as('n'));
      return database.first(rows)?.n ?? 0;
    },
  };
}
