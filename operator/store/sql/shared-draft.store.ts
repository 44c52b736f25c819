/** Drafts of accounts: one row for each, which moves to the end of its account's changes with each version. */
import type { SharedDraftStore, StoredDraft, StoredHead } from '../../services/ports/shared-drafts.ts';
import type { Database, Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

type Row = MainSchema['shared_drafts'];

export function createSharedDraftStore(database: Database<MainSchema>): SharedDraftStore {
  const { build } = database;
  const rowOf = async (reader: Reader<MainSchema>, accountId: string, id: string) =>
    await reader.first(
      build.selectFrom('shared_drafts').selectAll().where('account_id', '=', accountId).where('id', '=', id),
    );
  const positionOf = async (reader: Reader<MainSchema>, accountId: string) =>
    (await reader.first(build.selectFrom('shared_draft_counts').selectAll().where('account_id', '=', accountId)))
      ?.position ?? 0;

  /** What the account shares beside one draft. */
  async function others(reader: Reader<MainSchema>, accountId: string, id: string) {
    const rows = build.selectFrom('shared_drafts').where('account_id', '=', accountId).where('id', '<>', id);
    const counted = rows.select((e) => [
      e.fn.countAll<number>().as('rows'),
      e.fn.count<number>('gone').as('gone'),
      e.fn.coalesce(e.fn.sum<number>('size_bytes'), e.lit(0)).as('bytes'),
    ]);
    const found = await reader.first(counted);
    return { rows: Number(found?.rows ?? 0), gone: Number(found?.gone ?? 0), bytes: Number(found?.bytes ?? 0) };
  }

  /** Notes the next place among the account's changes. */
  async function nextPosition(transaction: Transaction<MainSchema>, accountId: string): Promise<number> {
    const position = (await positionOf(transaction, accountId)) + 1;
    await transaction.run(
      build
        .insertInto('shared_draft_counts')
        .values({ account_id: accountId, position })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ position })),
    );
    return position;
  }

  return {
    async find(accountId, id) {
      const row = await rowOf(database, accountId, id);
      return row ? { ...toHead(row), words: row.words } : null;
    },
    put(accountId, draft, seen, most) {
      return database.commit(async (transaction) => {
        const before = await rowOf(transaction, accountId, draft.id);
        if (before?.version === draft.version) return 'kept';
        if (before && (!seen.includes(before.version) || isOver(before))) return 'unseen';
        const sizeBytes = draft.words?.byteLength ?? 0;
        const { rows, gone, bytes } = await others(transaction, accountId, draft.id);
        const shared = draft.words === null ? 0 : rows - gone + 1;
        // What is removed always fits, or an account that shares too much could never share less.
        const isTooMuch = shared > most.drafts || (sizeBytes > 0 && bytes + sizeBytes > most.bytes);
        if (isTooMuch || (!before && rows + 1 > most.rows)) return 'too-many';
        const change = { ...columnsOf(draft), position: await nextPosition(transaction, accountId) };
        await transaction.run(
          build
            .insertInto('shared_drafts')
            .values({ account_id: accountId, id: draft.id, ...change })
            .onConflict((conflict) => conflict.columns(['account_id', 'id']).doUpdateSet(change)),
        );
        return 'kept';
      });
    },
    async page(accountId, after, limit) {
      const changed = build
        .selectFrom('shared_drafts')
        .select(['id', 'version', 'origin', 'changed_at', 'gone', 'position'])
        .where('account_id', '=', accountId)
        .where('position', '>', after);
      const rows = await database.all(changed.orderBy('position').limit(limit));
      return rows.map((row) => ({ ...toHead(row), position: row.position }));
    },
    head: (accountId) => positionOf(database, accountId),
    letGo(untouchedSince, limit) {
      return database.commit(async (transaction) => {
        const old = build
          .selectFrom('shared_drafts')
          .select(['account_id', 'id'])
          .where('gone', 'is', null)
          .where('changed_at', '<', untouchedSince);
        const rows = await transaction.all(old.orderBy('changed_at').limit(limit));
        for (const { account_id, id } of rows) {
          const position = await nextPosition(transaction, account_id);
          await transaction.run(
            build
              .updateTable('shared_drafts')
              .set({ words: null, size_bytes: 0, gone: 'untouched', position })
              .where('account_id', '=', account_id)
              .where('id', '=', id),
          );
        }
        return rows.map(({ account_id }) => account_id);
      });
    },
  };
}

/** Nothing more becomes of what has left or was discarded. */
function isOver({ gone }: Pick<Row, 'gone'>): boolean {
  return gone === 'left' || gone === 'discarded';
}

function columnsOf({ version, origin, words, changedAt, gone }: StoredDraft) {
  return { version, origin, words, size_bytes: words?.byteLength ?? 0, changed_at: changedAt, gone };
}

function toHead(row: Pick<Row, 'id' | 'version' | 'origin' | 'changed_at' | 'gone'>): StoredHead {
  return { id: row.id, version: row.version, origin: row.origin, changedAt: row.changed_at, gone: row.gone };
}
