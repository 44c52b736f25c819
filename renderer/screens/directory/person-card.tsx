/** One person of the directory: name, profession, place, and what writing to them means. */
import { Building2, Check, MapPin } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import { displayName } from '../../../contract/model/person.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RecipientBadge } from '../../ui/recipient-badge.tsx';
import type { CriteriaFields } from './criteria.ts';
import { FavouriteStar } from './favourite-star.tsx';

export function PersonCard({
  hit,
  fields,
}: {
  readonly hit: DirectoryHit;
  readonly fields: CriteriaFields;
}): ReactNode {
  const { t } = useTranslation('directory');
  const { entry } = hit;
  const name = displayName(entry);
  const family = entry.kind === 'organisation' ? entry.familyName : entry.familyName.toLocaleUpperCase('fr');
  return (
    <GridListItem id={entry.id} textValue={name} className="directory-person">
      <Checkbox slot="selection" className="directory-pick" aria-label={t('pick', { name })}>
        <Icon of={Check} size="small" />
      </Checkbox>
      <span className="row">
        <span className="directory-name grow ellipsis">
          <b>
            <Highlighted text={family} typed={fields.familyName} />
          </b>{' '}
          <Highlighted text={entry.givenName} typed={fields.givenName} />
        </span>
        <RecipientBadge hit={hit} />
        <FavouriteStar entry={entry} />
      </span>
      <span className="ellipsis">{[entry.profession, entry.specialty].filter(Boolean).join(' · ')}</span>
      <span className="caption directory-where">
        {entry.organisation ? (
          <span>
            <Icon of={Building2} size="small" />
            <span className="ellipsis">{entry.organisation}</span>
          </span>
        ) : null}
        {entry.town ? (
          <span>
            <Icon of={MapPin} size="small" />
            <span className="ellipsis">
              <Highlighted text={entry.town} typed={fields.town} />
            </span>
          </span>
        ) : null}
      </span>
    </GridListItem>
  );
}
