/** Where the items of accounts are kept, as the services see it; what they say is encrypted. */

/** What names an item of one account. */
export interface ItemName {
  readonly kind: string;
  readonly id: string;
}

/** An item as it is stored; `value` null once it is removed. */
export interface StoredItem extends ItemName {
  readonly value: Uint8Array | null;
  readonly changedAt: string;
}

/** An item in the order of its account's changes. */
export interface PlacedItem extends StoredItem {
  /** Place of its latest change, counted from one for each account. */
  readonly position: number;
}

/** How many items an account may have, in all and of some kinds. */
export interface MostItems {
  readonly all: number;
  readonly ofKind: Readonly<Record<string, number>>;
}

export interface AccountItemStore {
  /**
   * Writes changes in one transaction; one that was made earlier than what is stored changes nothing, and what stays is
   * answered. Null, and nothing is written, when the account would then have more items than `most` says, removed ones
   * included.
   */
  put(accountId: string, items: readonly StoredItem[], most: MostItems): Promise<readonly StoredItem[] | null>;
  /** Items changed after a position, in order. */
  page(accountId: string, after: number, limit: number): Promise<readonly PlacedItem[]>;
  /** Position of the latest change of an account; 0 before the first. */
  head(accountId: string): Promise<number>;
}
