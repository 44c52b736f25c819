/** Before anything is searched: the people whom one keeps at hand, and one's groups. */
import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import { queries } from '../../bridge.ts';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { noCriteria } from './criteria.ts';
import { PeopleGrid } from './people-grid.tsx';

export interface KeptPeopleProps {
  readonly chosen: readonly DirectoryHit[];
  readonly onChoose: (hits: readonly DirectoryHit[]) => void;
  readonly onWrite: (hit: DirectoryHit) => void;
  readonly groupId: string | null;
  readonly onGroup: (groupId: string) => void;
  readonly ref: RefObject<HTMLDivElement | null>;
}

export function KeptPeople({ groupId, onGroup, ...grid }: KeptPeopleProps): ReactNode {
  const { t } = useTranslation('directory');
  const { data } = useQuery(queries.people());
  const { favourites = [], groups = [] } = data ?? {};
  if (favourites.length === 0 && groups.length === 0) {
    return <Empty title={t('startTitle')}>{t('startText')}</Empty>;
  }
  return (
    <>
      {groups.length > 0 ? (
        <section className="directory-groups" aria-labelledby="directory-groups">
          <h2 id="directory-groups">{t('groups')}</h2>
          <ul>
            {groups.map((group) => (
              <li key={group.id}>
                <button
                  type="button"
                  aria-pressed={group.id === groupId}
                  className={`directory-group${group.id === groupId ? ' is-chosen' : ''}`}
                  onClick={() => onGroup(group.id)}
                >
                  <Icon of={Users} />
                  <b className="ellipsis">{group.name}</b>
                  <span className="caption">{t('members', { count: group.members.length })}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {favourites.length > 0 ? (
        <>
          <h2 className="directory-count">{t('favourites')}</h2>
          <PeopleGrid {...grid} label={t('favourites')} hits={favourites} fields={noCriteria} />
        </>
      ) : null}
    </>
  );
}
