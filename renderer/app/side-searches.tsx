/** The searches that the person keeps, in the side bar; none, no heading. */
import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedSearchView } from '../../contract/ipc/mailbox.contract.ts';
import { queries } from '../bridge.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

export interface SideSearchesProps {
  /** The text that is looked for now; null while nothing is. */
  readonly lookedFor: string | null;
  readonly onLook: (text: string) => void;
  readonly onRemove: (search: SavedSearchView) => void;
}

export function SideSearches({ lookedFor, onLook, onRemove }: SideSearchesProps): ReactNode {
  const { t } = useTranslation('search');
  const { data } = useQuery(queries.savedSearches());
  const searches = data?.searches ?? [];
  if (searches.length === 0) return null;
  return (
    <section className="side-folders" aria-label={t('searches')}>
      <div className="side-head">
        <h2>{t('searches')}</h2>
      </div>
      <ul className="side-list">
        {searches.map((search) => (
          <li key={search.id} className="side-search">
            <button
              type="button"
              className={`side-item${search.text === lookedFor ? ' is-looked-for' : ''}`}
              {...(search.text === lookedFor ? { 'aria-current': true } : {})}
              title={search.text}
              onClick={() => onLook(search.text)}
              onKeyDown={(event) => {
                if (event.key !== 'Delete') return;
                event.preventDefault();
                onRemove(search);
              }}
            >
              <Icon of={Search} />
              <span className="ellipsis">{search.name}</span>
            </button>
            <IconButton
              className="side-remove"
              label={t('removeNamed', { name: search.name })}
              icon={<Icon of={X} size="small" />}
              onPress={() => onRemove(search)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
