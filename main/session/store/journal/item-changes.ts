/** Changes of account items on their way to the operator. */
import type { AccountItem, AccountItemChange } from '../../../../contract/model/account-item.ts';
import type { Sql } from '../encrypted-database.ts';

interface ChangeColumns {
  readonly kind: string;
  readonly id: string;
  readonly value: string | null;
  readonly changed_at: string;
}

/** Statements over the item changes of one open journal. */
export function prepareItemChanges(database: Sql) {
  const all = database.prepare<[], ChangeColumns>('SELECT * FROM item_changes ORDER BY changed_at, kind, id');
  const put = database.prepare('INSERT OR REPLACE INTO item_changes (kind, id, value, changed_at) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM item_changes WHERE kind = ? AND id = ? AND changed_at = ?');
  return {
    list: (): AccountItemChange[] =>
      all.all().map(({ kind, id, value, changed_at }) => ({
        item: { kind, id, value: value === null ? null : JSON.parse(value) } as AccountItem,
        changedAt: changed_at,
      })),
    put: database.transaction((changes: readonly AccountItemChange[]) => {
      for (const { item, changedAt } of changes) {
        put.run(item.kind, item.id, item.value === null ? null : JSON.stringify(item.value), changedAt);
      }
    }) as (changes: readonly AccountItemChange[]) => void,
    remove: database.transaction((changes: readonly AccountItemChange[]) => {
      for (const { item, changedAt } of changes) remove.run(item.kind, item.id, changedAt);
    }) as (changes: readonly AccountItemChange[]) => void,
  };
}
