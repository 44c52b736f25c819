/** Drafts of accounts: one row for each, which moves to the end of its account's changes with each version. */
import type { SharedDraftStore, StoredDraft, StoredHead } from '../../services/ports/shared-drafts.ts';
import type { Database, Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

type Row = MainSchema['shared_drafts'];

export function createSharedDraftStore(database: Database<MainSchema>): SharedDraftStore {
  const { build } = database;
  const heads = build.selectFrom('shared_drafts').select(['id', 'version', 'origin', 'changed_at', 'gone', 'position']);
  const positionOf = async (reader: Reader<MainSchema>, accountId: string) =>
    (await reader.first(build.selectFrom('shared_draft_counts').selectAll().where('account_id', '=', accountId)))
      ?.position ?? 0;

  /** Without its words, which may be long and lie beyond everything else. */
  const headOf = async (reader: Reader<MainSchema>, accountId: string, id: string) => {
    const row = await reader.first(heads.where('account_id', '=', accountId).where('id', '=', id));
    return row ? toHead(row) : null;
  };

  /** What the account shares beside one draft; answered from an index. */
  async function others(reader: Reader<MainSchema>, accountId: string, id: string) {
    const live = build.selectFrom('shared_drafts').where('account_id', '=', accountId).where('gone', 'is', null);
    const counted = live
      .where('id', '<>', id)
      .select((e) => [
        e.fn.countAll<number>().as('drafts'),
        e.fn.coalesce(e.fn.sum<number>('size_bytes'), e.lit(0)).as('bytes'),
      ]);
    const found = await reader.first(counted);
    return { drafts: Number(found?.drafts ?? 0), bytes: Number(found?.bytes ?? 0) };
  }

  async function hasRoomForRow(reader: Reader<MainSchema>, accountId: string, most: number): Promise<boolean> {
    const rows = build.selectFrom('shared_drafts').where('account_id', '=', accountId);
    const found = await reader.first(rows.select((e) => e.fn.countAll<number>().as('rows')));
    return Number(found?.rows ?? 0) < most;
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
      const whole = build.selectFrom('shared_drafts').selectAll().where('account_id', '=', accountId);
      const row = await database.first(whole.where('id', '=', id));
      return row ? { ...toHead(row), words: row.words } : null;
    },
    put(accountId, draft, seen, most) {
      return database.commit(async (transaction) => {
        // Closed while the request was on its way: nothing of the account comes back.
        const open = build.selectFrom('accounts').select('id').where('id', '=', accountId).where('closed', '=', 0);
        if (!(await transaction.first(open))) return { outcome: 'closed' };
        const before = await headOf(transaction, accountId, draft.id);
        if (before?.version === draft.version) return { outcome: 'kept', latest: before };
        if (before && (!seen.includes(before.version) || isOver(before))) return { outcome: 'unseen', latest: before };
        if (!before && !(await hasRoomForRow(transaction, accountId, most.rows))) return { outcome: 'too-many' };
        // What is removed always fits, or an account that shares too much could never share less.
        if (draft.words !== null) {
          const { drafts, bytes } = await others(transaction, accountId, draft.id);
          const isTooMuch = drafts + 1 > most.drafts || bytes + draft.words.byteLength > most.bytes;
          if (isTooMuch) return { outcome: 'too-many' };
        }
        const change = { ...columnsOf(draft), position: await nextPosition(transaction, accountId) };
        await transaction.run(
          build
            .insertInto('shared_drafts')
            .values({ account_id: accountId, id: draft.id, ...change })
            .onConflict((conflict) => conflict.columns(['account_id', 'id']).doUpdateSet(change)),
        );
        return { outcome: 'kept', latest: draft };
      });
    },
    async page(accountId, after, limit) {
      const changed = heads.where('account_id', '=', accountId).where('position', '>', after);
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
function isOver({ gone }: Pick<StoredHead, 'gone'>): boolean {
  return gone === 'left' || gone === 'discarded';
}

function columnsOf({ version, origin, words, changedAt, gone }: StoredDraft) {
  return { version, origin, words, size_bytes: words?.byteLength ?? 0, changed_at: changedAt, gone };
}

function toHead(row: Pick<Row, 'id' | 'version' | 'origin' | 'changed_at' | 'gone'>): StoredHead {
  return { id: row.id, version: row.version, origin: row.origin, changedAt: row.changed_at, gone: row.gone };
}
