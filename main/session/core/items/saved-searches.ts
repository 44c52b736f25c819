/** Searches that the person keeps under a name, the same on each of her workstations. */
import { AppError } from '../../../../contract/errors.ts';
import { MAX_SAVED_SEARCHES, type SavedSearchView } from '../../../../contract/ipc/mailbox.contract.ts';
import type { SavedSearch } from '../../../../contract/model/account-item.ts';
import { foldName } from '../../../../contract/model/directory.ts';
import type { AccountItems } from './account-items.ts';
import { byName } from './by-name.ts';

export interface SavedSearches {
  /** By name. */
  list(): SavedSearchView[];
  /** Under the name of another, whatever its accents and capitals, it takes that one's place. */
  save(search: SavedSearch): { readonly saved: SavedSearchView; readonly replaced: SavedSearchView | null };
  remove(id: string): void;
}

export function createSavedSearches({
  items,
  newId,
}: {
  readonly items: Pick<AccountItems, 'find' | 'list' | 'change'>;
  readonly newId: () => string;
}): SavedSearches {
  const all = (): SavedSearchView[] => items.list('saved-search').map(({ id, value }) => ({ id, ...value }));
  return {
    list: () => all().sort((a, b) => byName(a.name, b.name)),
    save({ name, text }) {
      const kept = all();
      const replaced = kept.find((search) => foldName(search.name) === foldName(name)) ?? null;
      if (!replaced && kept.length >= MAX_SAVED_SEARCHES) throw new AppError('account.too-many-items');
      const id = replaced?.id ?? newId();
      items.change([{ kind: 'saved-search', id, value: { name, text } }]);
      return { saved: { id, name, text }, replaced };
    },
    remove(id) {
      // One that another workstation removed already is gone as wished.
      if (items.find('saved-search', id)) items.change([{ kind: 'saved-search', id, value: null }]);
    },
  };
}
