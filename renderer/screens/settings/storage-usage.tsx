/** What the account takes on this disk: a bar, the same in a table, and the heaviest envelopes. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageState, StorageUsage } from '../../../contract/ipc/storage.contract.ts';
import { queries } from '../../bridge.ts';
import { placeNameOf } from '../../ui/folders/row-place.ts';
import { plainTitle } from '../../ui/format/typography.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';
import { FreeOne } from './storage-freeing.tsx';
import { partWords, shownParts } from './storage-parts.ts';

const MINUTE_MS = 60_000;

export function UsagePanel({ state }: { readonly state: StorageState }): ReactNode {
  const { t: settingsWords } = useTranslation('settings');
  const { t } = useTranslation('storage');
  const { data, error, refetch } = useQuery(queries.storageUsage());
  return (
    <Panel id="storage-usage" title={settingsWords('entryUsage')} text={t('usageText')}>
      {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
      {data ? (
        <Usage usage={data} state={state} />
      ) : error ? null : (
        <Coming label={t('loading')} lines={['80%', '50%', '62%']} />
      )}
    </Panel>
  );
}

function Usage({ usage, state }: { readonly usage: StorageUsage; readonly state: StorageState }): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const parts = shownParts(usage);
  return (
    <>
      <div className="settings-sheet storage-usage">
        <p className="storage-total">
          <b>{t('usageTotal', { size: format.size(usage.totalBytes) })}</b>
          <span className="secondary">{t('usageFree', { size: format.size(usage.freeDiskBytes) })}</span>
        </p>
        <div className="storage-bar" role="img" aria-label={t('usageBar')}>
          {parts.map(({ part, share }) => (
            <i key={part} data-part={part} style={{ flexGrow: share }} />
          ))}
        </div>
        <table className="storage-table">
          <thead>
            <tr>
              <th scope="col">{t('columnPart')}</th>
              <th scope="col">{t('columnSize')}</th>
              <th scope="col">{t('columnShare')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ part, sizeBytes, share }) => (
              <tr key={part}>
                <th scope="row">
                  <i className="storage-swatch" data-part={part} aria-hidden="true" />
                  {t(partWords[part])}
                </th>
                <td>{format.size(sizeBytes)}</td>
                <td>{format.percent(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Spread usage={usage} />
      <Largest usage={usage} state={state} />
    </>
  );
}

/** By age, and by folder. */
function Spread({ usage }: { readonly usage: StorageUsage }): ReactNode {
  const { t } = useTranslation('storage');
  const { t: folderWords } = useTranslation('folders');
  const { data } = useQuery(queries.folders());
  const folders = data?.folders ?? [];
  const ages = usage.ages.map(({ withinDays, ...weight }, index) => {
    const from = usage.ages[index - 1]?.withinDays ?? 0;
    const within = from === 0 ? 'ageWithin' : 'ageBetween';
    const name = withinDays === null ? t('ageOlder', { count: from }) : t(within, { from, count: withinDays });
    return { ...weight, name };
  });
  const places = usage.places.map((one) => ({ ...one, name: placeNameOf(one, folders, folderWords) }));
  return (
    <div className="storage-spread">
      <WeightTable title={t('byAge')} head={t('columnAge')} rows={ages.filter(({ count }) => count > 0)} />
      <WeightTable title={t('byPlace')} head={t('columnPlace')} rows={places} />
    </div>
  );
}

function WeightTable({
  title,
  head,
  rows,
}: {
  readonly title: string;
  readonly head: string;
  readonly rows: readonly { readonly name: string; readonly count: number; readonly sizeBytes: number }[];
}): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  if (rows.length === 0) return null;
  return (
    <div className="settings-sheet storage-usage">
      <table className="storage-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{t('columnCount')}</th>
            <th scope="col">{t('columnSize')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, count, sizeBytes }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{format.number(count)}</td>
              <td>{format.size(sizeBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Largest({ usage, state }: { readonly usage: StorageUsage; readonly state: StorageState }): ReactNode {
  const { t } = useTranslation('storage');
  const { t: folderWords } = useTranslation('folders');
  const { data } = useQuery(queries.folders());
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  if (usage.largest.length === 0) return <p className="caption">{t('largestNone')}</p>;
  return (
    <div className="settings-sheet storage-usage">
      <h3 className="storage-caption" id="storage-largest">
        {t('largest')}
      </h3>
      <ul className="storage-largest" aria-labelledby="storage-largest">
        {usage.largest.map(({ row, sizeBytes }) => {
          const title = plainTitle(row.subject) || t('untitled');
          return (
            <li key={row.id}>
              <span className="storage-largest-what">
                <b className="ellipsis">{title}</b>
                <span className="caption ellipsis">
                  {[
                    row.who,
                    placeNameOf(row, data?.folders ?? [], folderWords),
                    format.shortDay(row.sealedAt, now),
                  ].join(' · ')}
                </span>
              </span>
              <span className="storage-figure">{format.size(sizeBytes)}</span>
              <FreeOne envelopeId={row.id} title={title} sizeBytes={sizeBytes} isBusy={state.freeing !== null} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
