/** Whether somebody is kept at hand: a star that is filled, and that says so. */
import { useQuery } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import { displayName } from '../../../contract/model/person.ts';
import { people, queries } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { wireOf } from '../../ui/wire-error.ts';

export function FavouriteStar({ entry }: { readonly entry: DirectoryEntry }): ReactNode {
  const { t } = useTranslation('directory');
  const { show } = useToasts();
  const { data } = useQuery(queries.people());
  const isFavourite = data?.favourites.some((one) => one.entry.address === entry.address) ?? false;
  const change = (next: boolean): void => {
    people.setFavourite({ entry, isFavourite: next }).catch((failure: unknown) => {
      show({ id: 'favourite', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 8_000 });
    });
  };
  return (
    <ToggleButton
      className="directory-star"
      isSelected={isFavourite}
      onChange={change}
      aria-label={t('favourite', { name: displayName(entry) })}
    >
      <Icon of={Star} />
    </ToggleButton>
  );
}
