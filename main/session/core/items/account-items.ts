/**
 * What the account keeps about its mailbox, changed here at once and told to the operator when it can be reached. A change
 * is in the journal before it shows, so that nothing of it is lost with the cache; the operator's word on an item counts
 * only once ours about it has been heard.
 */
import { AppError } from '../../../../contract/errors.ts';
import {
  type AccountItem,
  type AccountItemChange,
  type ItemKind,
  type ItemOf,
  type ItemValue,
  MAX_ACCOUNT_ITEMS,
  MAX_ITEM_CHANGES,
} from '../../../../contract/model/account-item.ts';
import { type DelegationScope, filedItemKinds } from '../../../../contract/model/delegation.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { AccountCard } from '../../../../contract/model/person.ts';
import { type Clock, toInstant } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { JournalStore } from '../journal-store.ts';
import type { OperatorApi } from '../operator-port.ts';
import type { InTurn } from '../turns.ts';

/** Characters of the changes that travel together: the operator takes no larger bodies. */
const BATCH_LENGTH = 150_000;

export interface AccountItemsPorts {
  readonly journal: JournalStore;
  readonly cache: Pick<EnvelopeStore, 'item' | 'items' | 'countItems' | 'putItems'>;
  readonly operator: Pick<OperatorApi, 'call'>;
  readonly clock: Clock;
  /** Whose mailbox it is. */
  readonly owner: Pick<AccountCard, 'kind'>;
  /** What a delegation allows here; null on one's own mailbox, where everything may be changed. */
  readonly scopes: readonly DelegationScope[] | null;
  /**
   * Telling overlaps with no pull: a page that was asked for while a change waited is written before the answer about
   * that change is, and never the other way round.
   */
  readonly inTurn: InTurn;
  /** Items of these kinds changed; the envelopes moved or flagged by it. */
  readonly onChanged: (kinds: readonly ItemKind[], envelopeIds: readonly EnvelopeId[]) => void;
  /** Something waits to be told. */
  readonly onWaiting: () => void;
}

export interface AccountItems {
  find<K extends ItemKind>(kind: K, id: string): ItemValue<K> | null;
  list<K extends ItemKind>(kind: K): readonly (ItemOf<K> & { readonly value: ItemValue<K> })[];
  /**
   * Changes items here and, as soon as may be, everywhere; `account.too-many-items`, and `delegation.scope-missing` in
   * another's mailbox, change none.
   */
  change(items: readonly AccountItem[]): void;
  /** Changes that the operator does not know yet, by `itemKey`. */
  pending(): ReadonlyMap<string, AccountItem>;
  /** Shows again what waits: the cache may be another one. */
  showPending(): void;
  /** Tells the operator what waits; fails as the connection does. */
  flush(): Promise<void>;
}

/** Names an item among all of an account's. */
export function itemKey({ kind, id }: Pick<AccountItem, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

export function createAccountItems(ports: AccountItemsPorts): AccountItems {
  const { journal, cache, operator, clock } = ports;
  let flushing: Promise<void> | null = null;
  /** Something was changed while the changes before it were being told. */
  let isAskedAgain = false;

  const mayChange = (kind: ItemKind): boolean =>
    ports.scopes === null || (ports.scopes.includes('file') && filedItemKinds(ports.owner).includes(kind));

  function show(items: readonly AccountItem[]): void {
    const envelopeIds = cache.putItems(items);
    ports.onChanged([...new Set(items.map(({ kind }) => kind))], envelopeIds);
  }

  async function tell(changes: readonly AccountItemChange[]): Promise<void> {
    const { superseded } = await operator.call('accountItemsPut', { body: { changes: [...changes] } });
    // What was changed here again meanwhile stands; the others are as the operator says. Shown before the journal
    // forgets: killed in between, the same is told again.
    if (superseded.length === 0) return journal.removeItemChanges(changes);
    const told = new Map(changes.map(({ item, changedAt }) => [itemKey(item), changedAt]));
    const again = new Set(
      journal.itemChanges().flatMap(({ item, changedAt }) => {
        const key = itemKey(item);
        return told.get(key) === changedAt ? [] : [key];
      }),
    );
    const later = superseded.filter((item) => !again.has(itemKey(item)));
    if (later.length > 0) show(later);
    journal.removeItemChanges(changes);
  }

  async function tellAll(): Promise<void> {
    do {
      isAskedAgain = false;
      for (const batch of batches(journal.itemChanges())) {
        if (await isTold(batch)) continue;
        // What is refused for good is refused alone: it stays in the journal, and is told again after the next pull.
        if (batch.length > 1) for (const change of batch) await isTold([change]);
      }
    } while (isAskedAgain);
  }

  async function isTold(changes: readonly AccountItemChange[]): Promise<boolean> {
    try {
      await ports.inTurn(() => tell(changes));
      return true;
    } catch (error) {
      if (error instanceof AppError && error.retry === 'never' && !error.is('operator.untrusted')) return false;
      throw error;
    }
  }

  return {
    find<K extends ItemKind>(kind: K, id: string) {
      return (cache.item(kind, id)?.value ?? null) as ItemValue<K> | null;
    },
    list<K extends ItemKind>(kind: K) {
      return cache.items(kind) as readonly (ItemOf<K> & { readonly value: ItemValue<K> })[];
    },
    change(items) {
      if (items.length === 0) return;
      // The operator would refuse it: better said at once than shown here and nowhere else.
      if (!items.every(({ kind }) => mayChange(kind))) {
        throw new AppError('delegation.scope-missing', { needs: 'file' });
      }
      if (cache.countItems() + items.length > MAX_ACCOUNT_ITEMS) throw new AppError('account.too-many-items');
      const changedAt = toInstant(clock.now());
      journal.putItemChanges(items.map((item) => ({ item, changedAt })));
      show(items);
      ports.onWaiting();
    },
    pending: () => new Map(journal.itemChanges().map(({ item }) => [itemKey(item), item])),
    showPending() {
      const waiting = journal.itemChanges().map(({ item }) => item);
      if (waiting.length > 0) show(waiting);
    },
    flush() {
      isAskedAgain = flushing !== null;
      flushing ??= tellAll().finally(() => {
        flushing = null;
      });
      return flushing;
    },
  };
}

function* batches(changes: readonly AccountItemChange[]): Generator<AccountItemChange[]> {
  let batch: AccountItemChange[] = [];
  let length = 0;
  for (const change of changes) {
    const own = JSON.stringify(change).length;
    if (batch.length === MAX_ITEM_CHANGES || (batch.length > 0 && length + own > BATCH_LENGTH)) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(change);
    length += own;
  }
  if (batch.length > 0) yield batch;
}
