/** Who was found, read page after page, and what is said where nobody was or where it is not the whole directory. */
import { CloudOff } from 'lucide-react';
import { type ReactNode, type RefObject, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryHit } from '../../../contract/ipc/directory.contract.ts';
import { MAX_DIRECTORY_RESULTS } from '../../../contract/model/directory.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { wireOf } from '../../ui/wire-error.ts';
import type { CriteriaFields } from './criteria.ts';
import { PeopleGrid } from './people-grid.tsx';
import { useFound } from './use-found.ts';

export interface ResultsProps {
  readonly fields: CriteriaFields;
  readonly chosen: readonly DirectoryHit[];
  readonly onChoose: (hits: readonly DirectoryHit[]) => void;
  readonly onWrite: (hit: DirectoryHit) => void;
  readonly onClear: () => void;
  readonly ref: RefObject<HTMLDivElement | null>;
}

export function Results({ fields, chosen, onChoose, onWrite, onClear, ref }: ResultsProps): ReactNode {
  const { t } = useTranslation('directory');
  const { found, again } = useFound(fields);
  const { data, error } = found;
  const hits = useMemo(() => withoutTwins((data?.pages ?? []).flatMap((page) => page.hits)), [data]);
  const first = data?.pages[0];
  if (error && !first) {
    return (
      <div className="directory-notice">
        <ErrorNotice error={wireOf(error)} onAction={again} />
      </div>
    );
  }
  if (!first) return <p className="directory-count caption">{t('searching')}</p>;
  return (
    <>
      {first.offline ? <Offline edition={first.here?.edition ?? null} onAgain={again} /> : null}
      {hits.length === 0 ? (
        <Empty title={t('nothingTitle')} action={<Button onPress={onClear}>{t('clear')}</Button>}>
          {t(first.offline && !first.here?.edition ? 'nothingHereText' : 'nothingText')}
        </Empty>
      ) : (
        <>
          <Count total={first.total} />
          <PeopleGrid
            ref={ref}
            label={t('results')}
            hits={hits}
            fields={fields}
            chosen={chosen}
            onChoose={onChoose}
            onWrite={onWrite}
            more={{
              isLoading: found.isFetchingNextPage,
              label: t('searching'),
              load: () => {
                if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
              },
            }}
          />
        </>
      )}
      {error ? (
        <div className="directory-notice">
          <ErrorNotice error={wireOf(error)} onAction={() => void found.fetchNextPage()} />
        </div>
      ) : null}
    </>
  );
}

/** Between two pages the directory may have changed, and a person come twice. */
function withoutTwins(hits: readonly DirectoryHit[]): readonly DirectoryHit[] {
  return [...new Map(hits.map((hit) => [hit.entry.id, hit])).values()];
}

function Count({ total }: { readonly total: number }): ReactNode {
  const { t } = useTranslation('directory');
  const format = useFormat();
  const isTooMany = total >= MAX_DIRECTORY_RESULTS;
  return (
    <p className="directory-count" role="status">
      <b>
        {isTooMany
          ? t('foundTooMany', { limit: format.number(MAX_DIRECTORY_RESULTS) })
          : t('found', { count: total, number: format.number(total) })}
      </b>
      {isTooMany ? <span className="caption">{t('narrow')}</span> : null}
    </p>
  );
}

function Offline({ edition, onAgain }: { readonly edition: string | null; readonly onAgain: () => void }): ReactNode {
  const { t } = useTranslation('directory');
  const format = useFormat();
  return (
    <div className="directory-notice">
      <Banner
        kind="warning"
        role="status"
        icon={<Icon of={CloudOff} size="large" />}
        title={t('offlineTitle')}
        action={
          <Button size="small" onPress={onAgain}>
            {t('again')}
          </Button>
        }
      >
        {edition ? t('offlineNational', { day: format.day(edition) }) : t('offlineText')}
      </Banner>
    </div>
  );
}
