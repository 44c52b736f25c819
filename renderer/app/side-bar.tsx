/** Where one can go, and whether this workstation is up to date. */
import { useQuery } from '@tanstack/react-query';
import {
  BookUser,
  ClockArrowUp,
  FilePen,
  Inbox,
  type LucideIcon,
  RefreshCw,
  Send,
  Settings,
  SquarePen,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../contract/ipc/app.contract.ts';
import type { SyncState } from '../../contract/ipc/sync.contract.ts';
import { queries, sync } from '../bridge.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useFormat } from '../ui/use-format.ts';
import { useNow } from '../ui/use-now.ts';
import { useNavigation } from './place.tsx';
import './side-bar.css';

type Screen = 'received' | 'sent' | 'drafts' | 'outbox' | 'directory' | 'settings';

const mail: readonly { readonly screen: Screen; readonly icon: LucideIcon }[] = [
  { screen: 'received', icon: Inbox },
  { screen: 'sent', icon: Send },
  { screen: 'drafts', icon: FilePen },
  { screen: 'outbox', icon: ClockArrowUp },
];

export function SideBar({ onCompose }: { readonly onCompose: () => void }): ReactNode {
  const { t } = useTranslation('app');
  const { place, box, go } = useNavigation();
  const { data: counts } = useQuery(queries.counts());
  const current: Place['screen'] = place.screen === 'proof' ? box : place.screen;
  const figures: Partial<Record<Screen, { readonly count: number; readonly label: string }>> = counts
    ? {
        received: { count: counts.unopened, label: t('countUnopened', { count: counts.unopened }) },
        drafts: { count: counts.drafts, label: t('countDrafts', { count: counts.drafts }) },
        outbox: { count: counts.outbox, label: t('countOutbox', { count: counts.outbox }) },
      }
    : {};
  const item = (screen: Screen, icon: LucideIcon): ReactNode => {
    const figure = figures[screen];
    return (
      <li key={screen}>
        <button
          type="button"
          className={`side-item${current === screen ? ' is-current' : ''}`}
          {...(current === screen ? { 'aria-current': 'page' as const } : {})}
          onClick={() => go({ screen })}
        >
          <Icon of={icon} />
          <span className="side-word">{t(screen)}</span>
          {figure && figure.count > 0 ? (
            <>
              <span className="side-count" aria-hidden="true">
                {figure.count}
              </span>
              <span className="for-screen-readers">{figure.label}</span>
            </>
          ) : null}
        </button>
      </li>
    );
  };
  return (
    <nav className="side" aria-label={t('mailboxes')}>
      <Button className="side-compose" kind="primary" icon={<Icon of={SquarePen} />} keys="N" onPress={onCompose}>
        <span className="side-word">{t('compose')}</span>
      </Button>
      <ul className="side-list">{mail.map(({ screen, icon }) => item(screen, icon))}</ul>
      <div className="side-part" aria-hidden="true" />
      <ul className="side-list">
        {item('directory', BookUser)}
        {item('settings', Settings)}
      </ul>
      <SyncStatus offlineCount={counts?.offline ?? null} />
    </nav>
  );
}

/** « À jour il y a 12 s » and how much is kept here; real bytes while something is fetched. */
function SyncStatus({ offlineCount }: { readonly offlineCount: number | null }): ReactNode {
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
  return (
    <div className="side-fetching">
      <ProgressBar
        fraction={state.fetchedBytes / total}
        label={t('fetching', { done: part.done, total: part.total })}
      />
      <span>{t('fetching', { done: part.done, total: part.total })}</span>
    </div>
  );
}

function KeptHere({ count }: { readonly count: number }): ReactNode {
  const { t } = useTranslation('app');
  const format = useFormat();
  return <div>{t('kept', { count, number: format.number(count) })}</div>;
}
