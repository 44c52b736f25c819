/** Items of accounts in SQLite: one row for each, which moves to the end of its account's changes with each change. */
import type { AccountItemStore, MostItems, StoredItem } from '../../services/ports/account-items.ts';
import type { SqliteDatabase } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createAccountItemStore(database: SqliteDatabase<MainSchema>): AccountItemStore {
  const { build } = database;
  const countsOf = (accountId: string) =>
    database.first(build.selectFrom('account_item_counts').selectAll().where('account_id', '=', accountId));

  function find(accountId: string, { kind, id }: StoredItem): StoredItem | null {
    const row = build.selectFrom('account_items').selectAll().where('account_id', '=', accountId);
    const own = database.first(row.where('kind', '=', kind).where('id', '=', id));
    return own ? toItem(own) : null;
  }

  function isTooMany(accountId: string, fresh: readonly StoredItem[], most: MostItems['ofKind']): boolean {
    return [...new Set(fresh.map(({ kind }) => kind))].some((kind) => {
      const limit = most[kind];
      if (limit === undefined) return false;
      const own = build.selectFrom('account_items').where('account_id', '=', accountId).where('kind', '=', kind);
      const there = database.first(own.select((e) => e.fn.countAll<number>().as('n')))?.n ?? 0;
      return there + fresh.filter((item) => item.kind === kind).length > limit;
    });
  }

  return {
    put(accountId, items, most) {
      return database.commit(() => {
        let { items: count, position } = countsOf(accountId) ?? { items: 0, position: 0 };
        const fresh = new Map(
          items.filter((item) => find(accountId, item) === null).map((item) => [nameOf(item), item]),
        );
        count += fresh.size;
        if (count > most.all || isTooMany(accountId, [...fresh.values()], most.ofKind)) return null;
        const stays: StoredItem[] = [];
        for (const item of items) {
          const before = find(accountId, item);
          if (before && before.changedAt > item.changedAt) {
            stays.push(before);
            continue;
          }
          position += 1;
          const { kind, id, value } = item;
          const change = { value, changed_at: item.changedAt, position };
          database.run(
            build
              .insertInto('account_items')
              .values({ account_id: accountId, kind, id, ...change })
              .onConflict((conflict) => conflict.columns(['account_id', 'kind', 'id']).doUpdateSet(change)),
          );
        }
        database.run(
          build.replaceInto('account_item_counts').values({ account_id: accountId, items: count, position }),
        );
        return stays;
      });
    },
    async page(accountId, after, limit) {
      const changed = build.selectFrom('account_items').selectAll().where('account_id', '=', accountId);
      const rows = database.all(changed.where('position', '>', after).orderBy('position').limit(limit));
      return rows.map((row) => ({ ...toItem(row), position: row.position }));
    },
    async head(accountId) {
      return countsOf(accountId)?.position ?? 0;
    },
  };
}

function toItem(row: Pick<MainSchema['account_items'], 'kind' | 'id' | 'value' | 'changed_at'>): StoredItem {
  return { kind: row.kind, id: row.id, value: row.value, changedAt: row.changed_at };
}

function nameOf({ kind, id }: StoredItem): string {
  return `${kind} ${id}`;
}
