/** Keeping a search and giving it up; each says itself and can be taken back. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedSearchView } from '../../contract/ipc/mailbox.contract.ts';
import { mailbox, queries } from '../bridge.ts';
import { useUndoing } from './undoing.tsx';

export interface SavedSearchActs {
  /** Rejects with what stands against it. */
  save(name: string, text: string): Promise<void>;
  remove(search: SavedSearchView): void;
}

export function useSavedSearches(): SavedSearchActs {
  const { t } = useTranslation('search');
  const client = useQueryClient();
  const { did, perform } = useUndoing();
  return useMemo<SavedSearchActs>(() => {
    const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: queries.savedSearches().queryKey });
    const putBack = ({ name, text }: SavedSearchView): Promise<void> =>
      mailbox.saveSearch({ name, text }).then(refresh);
    return {
      save: async (name, text) => {
        const { saved, replaced } = await mailbox.saveSearch({ name, text });
        await refresh();
        did({
          title: t('saved', { name }),
          text: t(replaced ? 'savedAgain' : 'savedText'),
          undo: () => (replaced ? putBack(replaced) : mailbox.removeSearch({ id: saved.id }).then(refresh)),
          undone: t('undoneSave'),
        });
      },
      remove: (search) =>
        void perform(async () => {
          await mailbox.removeSearch({ id: search.id });
          await refresh();
          return { title: t('removed', { name: search.name }), undo: () => putBack(search), undone: t('undoneRemove') };
        }),
    };
  }, [client, did, perform, t]);
}
