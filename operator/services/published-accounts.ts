/** A certified account has its entry in the directory (guide, FAQ 9): wherever accounts are added, the entry follows. */
import { entryOfAccount } from './directory-entry.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { DirectoryStore } from './ports/directory.ts';

/** Addresses looked up at once. */
const BATCH = 500;

/**
 * The account store, putting an entry for each certified account that is added. An entry that is already there, of a
 * pre-registration or of the national directory, becomes the account's; its department is kept, and its town where the
 * account names none.
 */
export function createPublishedAccounts(accounts: AccountStore, directory: DirectoryStore): AccountStore {
  return {
    ...accounts,
    async insert(all) {
      await accounts.insert(all);
      await publish(directory, all);
    },
  };
}

async function publish(directory: DirectoryStore, all: readonly Account[]): Promise<void> {
  const cards = all.filter(({ card, closed }) => card.certified && !closed).map(({ card }) => card);
  for (let start = 0; start < cards.length; start += BATCH) {
    const batch = cards.slice(start, start + BATCH);
    const known = await directory.byAddresses(batch.map(({ address }) => address));
    const byAddress = new Map(known.map((entry) => [entry.address, entry]));
    const changed = batch
      .map((card) => [byAddress.get(card.address), card] as const)
      .filter(([old, card]) => old?.accountId !== card.accountId)
      .map(([old, card]) => {
        const entry = entryOfAccount(card, old?.department ?? null, `account-${card.accountId}`);
        return { ...entry, town: card.town ?? old?.town ?? null };
      });
    await directory.put(changed, 'account');
  }
}
