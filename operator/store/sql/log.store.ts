/** The event log as a whole: its rows as a stream, proofs from the stored tree, and the heads signed so far. */
import { sql } from 'kysely';
import { consistencyPath, inclusionPath, rootHash } from '../../../envelope/evidence/merkle.ts';
import type { KeptHead, LogRow, LogStore } from '../../services/ports/log.ts';
import type { Database } from './database.ts';
import { countSubtrees, findSubtree, withSubtrees } from './log-tree.ts';
import type { MainSchema } from './schema.ts';

/** Rows in memory at once. */
const BATCH = 500;

export function createLogStore(database: Database<MainSchema>): LogStore {
  const { build } = database;
  const heads = build.selectFrom('log_heads').selectAll();
  const events = build.selectFrom('events').selectAll().orderBy('seq').limit(BATCH);

  async function* inOrder(some: typeof events): AsyncGenerator<LogRow> {
    // Signed and from below every number: a row that somebody gave a negative one must not be passed over.
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const rows = await database.all(some.where('seq', '>', after));
      for (const { envelope_id: envelopeId, ...row } of rows) yield { envelopeId, ...row };
      const last = rows.at(-1);
      if (!last) return;
      after = last.seq;
    }
  }

  return {
    async id() {
      const row = await database.first(build.selectFrom('meta').select('value').where('key', '=', 'log-id'));
      if (!row) throw new Error('the log has no name');
      return row.value;
    },
    async size() {
      const last = await database.first(build.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1));
      return last?.seq ?? 0;
    },
    rows: () => inOrder(events),
    // The kind stands in the text, so that the index of these rows alone serves.
    erasures: () => inOrder(events.where(sql<boolean>`kind = 'expired'`)),
    root: (size) => withSubtrees(database, (read) => rootHash(size, read)),
    inclusion: (leafIndex, size) => withSubtrees(database, (read) => inclusionPath(leafIndex, size, read)),
    consistency: (first, second) => withSubtrees(database, (read) => consistencyPath(first, second, read)),
    subtree: (level, index) => findSubtree(database, level, index),
    subtreeCount: () => countSubtrees(database),
    keepHead({ treeSize, head }) {
      const values = { tree_size: treeSize, ...head };
      return database.commit(async (transaction) => {
        await transaction.run(
          build
            .insertInto('log_heads')
            .values(values)
            .onConflict((conflict) => conflict.doNothing()),
        );
        return toKeptHead(await transaction.first(heads.where('tree_size', '=', treeSize))) ?? { treeSize, head };
      });
    },
    async latestHead() {
      return toKeptHead(await database.first(heads.orderBy('tree_size', 'desc').limit(1)));
    },
    async headOf(treeSize) {
      return toKeptHead(await database.first(heads.where('tree_size', '=', treeSize)));
    },
    async *heads() {
      for (let after = Number.MIN_SAFE_INTEGER; ; ) {
        const rows = await database.all(heads.where('tree_size', '>', after).orderBy('tree_size').limit(BATCH));
        for (const row of rows) {
          const kept = toKeptHead(row);
          if (kept) yield kept;
        }
        const last = rows.at(-1);
        if (!last) return;
        after = last.tree_size;
      }
    },
  };
}

function toKeptHead(row: MainSchema['log_heads'] | undefined): KeptHead | null {
  return row ? { treeSize: row.tree_size, head: { statement: row.statement, signature: row.signature } } : null;
}
