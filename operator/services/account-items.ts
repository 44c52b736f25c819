/**
 * What an account keeps about its own mailbox. Names of folders and groups may name patients: values are encrypted
 * under a key of the account, in the vault of keys, and nothing of them is read here but to hand them out.
 */
import { AppError } from '../../contract/errors.ts';
import {
  AccountItem,
  type AccountItemChange,
  MAX_ACCOUNT_ITEMS,
  MAX_ITEMS_OF_KIND,
} from '../../contract/model/account-item.ts';
import { openBytes, sealBytes } from '../../envelope/cipher/stream.ts';
import type { Clock } from '../clock.ts';
import { accountKey } from './account-key.ts';
import type { AccountItemStore, ItemName, StoredItem } from './ports/account-items.ts';
import type { KeyVault } from './ports/contents.ts';
import type { Signals } from './signals.ts';

interface Parts {
  readonly items: AccountItemStore;
  readonly vault: KeyVault;
  readonly signals: Signals;
  readonly clock: Clock;
}

/**
 * Writes changes and wakes the account's workstations. Answers the items that stay as they are, having been changed
 * later elsewhere; `account.too-many-items` when nothing more fits.
 */
export async function changeItems(
  parts: Parts,
  accountId: string,
  changes: readonly AccountItemChange[],
): Promise<AccountItem[]> {
  const key = await accountKey(parts.vault, accountId, 'account items');
  const now = parts.clock().toISOString();
  const stored = changes.map(({ item, changedAt }) => ({
    kind: item.kind,
    id: item.id,
    value: item.value === null ? null : sealBytes(key, Buffer.from(JSON.stringify(item.value), 'utf8'), boundTo(item)),
    changedAt: notAfter(now, changedAt),
  }));
  const stays = await parts.items.put(accountId, stored, { all: MAX_ACCOUNT_ITEMS, ofKind: MAX_ITEMS_OF_KIND });
  if (stays === null) throw new AppError('account.too-many-items');
  parts.signals.changed([accountId]);
  return stays.map((item) => openItem(key, item));
}

/** Items changed after a position, at most `limit`, each with its position. */
export async function itemsAfter(
  { items, vault }: Pick<Parts, 'items' | 'vault'>,
  accountId: string,
  after: number,
  limit: number,
): Promise<{ readonly item: AccountItem; readonly position: number }[]> {
  const rows = await items.page(accountId, after, limit);
  if (rows.length === 0) return [];
  const key = await accountKey(vault, accountId, 'account items');
  return rows.map((row) => ({ item: openItem(key, row), position: row.position }));
}

function openItem(key: Uint8Array, stored: StoredItem): AccountItem {
  const { kind, id, value } = stored;
  const text = value && Buffer.from(openBytes(key, value, boundTo(stored))).toString('utf8');
  return AccountItem.parse({ kind, id, value: text === null ? null : JSON.parse(text) });
}

/** A workstation whose clock runs ahead would win over every later change. Instants sort as texts. */
function notAfter(now: string, instant: string): string {
  return instant > now ? now : instant;
}

/** Associated data: a value moved to another item does not open. */
function boundTo({ kind, id }: ItemName): Uint8Array {
  return Buffer.from(`${kind}:${id}`, 'utf8');
}
