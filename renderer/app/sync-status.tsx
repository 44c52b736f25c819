/** Whether this workstation is up to date, at the foot of the side bar. */
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../contract/ipc/sync.contract.ts';
import { queries, sync } from '../bridge.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useFormat } from '../ui/use-format.ts';
import { useNow } from '../ui/use-now.ts';

/** « À jour il y a 12 s » and how much is kept here; real bytes while something is fetched. */
export function SyncStatus({ offlineCount }: { readonly offlineCount: number | null }): ReactNode {
  const { t } = useTranslation('app');
  const { data: state } = useQuery(queries.syncState());
  if (!state) return <div className="side-sync" />;
  const kept = offlineCount ?? state.envelopes;
  return (
    <div className="side-sync">
      <div className="row side-sync-line">
        <span className="grow">
          <SyncWords state={state} />
        </span>
        <IconButton
          label={t('syncNow')}
          icon={<Icon of={RefreshCw} size="small" />}
          isDisabled={state.connection === 'connecting'}
          onPress={() => {
            // What comes of it is told by the state itself.
            sync.now({}).catch(() => undefined);
          }}
        />
      </div>
      <Fetching state={state} />
      <KeptHere count={kept} />
    </div>
  );
}

function SyncWords({ state }: { readonly state: SyncState }): ReactNode {
  const { t } = useTranslation('app');
  const format = useFormat();
  const now = useNow(5_000);
  if (state.connection === 'connecting') return t('connecting');
  if (!state.upToDateAt) return t(state.connection === 'offline' ? 'offline' : 'neverSynced');
  const ago = format.ago(state.upToDateAt, now);
  return state.connection === 'offline'
    ? t('upToDateAt', { time: format.clock(state.upToDateAt), ago })
    : t('upToDate', { ago });
}

function Fetching({ state }: { readonly state: SyncState }): ReactNode {
  const { t } = useTranslation('app');
  const format = useFormat();
  if (state.pendingBytes === 0) return null;
  const total = state.pendingBytes + state.fetchedBytes;
  const part = format.part(state.fetchedBytes, total);
  const label = state.paused
    ? t('fetchingPaused', { size: format.size(state.pendingBytes) })
    : t('fetching', { done: part.done, total: part.total });
  const left =
    state.paused || state.secondsLeft === null
      ? null
      : t('fetchingLeft', { time: format.duration(state.secondsLeft * 1_000) });
  return (
    <div className="side-fetching">
      <ProgressBar fraction={state.fetchedBytes / total} label={label} paused={state.paused} />
      <span>{[label, left].filter(Boolean).join(' · ')}</span>
    </div>
  );
}

function KeptHere({ count }: { readonly count: number }): ReactNode {
  const { t } = useTranslation('app');
  const format = useFormat();
  return <div>{t('kept', { count, number: format.number(count) })}</div>;
}
