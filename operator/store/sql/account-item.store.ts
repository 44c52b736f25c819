/** Items of accounts: one row for each, which moves to the end of its account's changes with each change. */
import type { AccountItemStore, MostItems, StoredItem } from '../../services/ports/account-items.ts';
import type { Database, Reader } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createAccountItemStore(database: Database<MainSchema>): AccountItemStore {
  const { build } = database;
  const countsOf = async (reader: Reader<MainSchema>, accountId: string) =>
    await reader.first(build.selectFrom('account_item_counts').selectAll().where('account_id', '=', accountId));

  async function find(
    reader: Reader<MainSchema>,
    accountId: string,
    { kind, id }: StoredItem,
  ): Promise<StoredItem | null> {
    const row = build.selectFrom('account_items').selectAll().where('account_id', '=', accountId);
    const own = await reader.first(row.where('kind', '=', kind).where('id', '=', id));
    return own ? toItem(own) : null;
  }

  async function isTooMany(
    reader: Reader<MainSchema>,
    accountId: string,
    fresh: readonly StoredItem[],
    most: MostItems['ofKind'],
  ): Promise<boolean> {
    for (const kind of new Set(fresh.map((item) => item.kind))) {
      const limit = most[kind];
      if (limit === undefined) continue;
      const own = build.selectFrom('account_items').where('account_id', '=', accountId).where('kind', '=', kind);
      const there = (await reader.first(own.select((e) => e.fn.countAll<number>().as('n'))))?.n ?? 0;
      if (there + fresh.filter((item) => item.kind === kind).length > limit) return true;
    }
    return false;
  }

  return {
    put(accountId, items, most) {
      return database.commit(async (transaction) => {
        let { items: count, position } = (await countsOf(transaction, accountId)) ?? { items: 0, position: 0 };
        const fresh = new Map<string, StoredItem>();
        for (const item of items) {
          if ((await find(transaction, accountId, item)) === null) fresh.set(nameOf(item), item);
        }
        count += fresh.size;
        if (count > most.all || (await isTooMany(transaction, accountId, [...fresh.values()], most.ofKind)))
          return null;
        const stays: StoredItem[] = [];
        for (const item of items) {
          const before = await find(transaction, accountId, item);
          if (before && before.changedAt > item.changedAt) {
            stays.push(before);
            continue;
          }
          position += 1;
          const { kind, id, value } = item;
          const change = { value, changed_at: item.changedAt, position };
          await transaction.run(
            build
              .insertInto('account_items')
              .values({ account_id: accountId, kind, id, ...change })
              .onConflict((conflict) => conflict.columns(['account_id', 'kind', 'id']).doUpdateSet(change)),
          );
        }
        const counts = { items: count, position };
        await transaction.run(
          build
            .insertInto('account_item_counts')
            .values({ account_id: accountId, ...counts })
            .onConflict((conflict) => conflict.column('account_id').doUpdateSet(counts)),
        );
        return stays;
      });
    },
    async page(accountId, after, limit) {
      const changed = build.selectFrom('account_items').selectAll().where('account_id', '=', accountId);
      const rows = await database.all(changed.where('position', '>', after).orderBy('position').limit(limit));
      return rows.map((row) => ({ ...toItem(row), position: row.position }));
    },
    async head(accountId) {
      return (await countsOf(database, accountId))?.position ?? 0;
    },
  };
}

function toItem(row: Pick<MainSchema['account_items'], 'kind' | 'id' | 'value' | 'changed_at'>): StoredItem {
  return { kind: row.kind, id: row.id, value: row.value, changedAt: row.changed_at };
}

function nameOf({ kind, id }: StoredItem): string {
  return `${kind} ${id}`;
}
