/** The outbox: what the person must settle, what is leaving, what waits for the network. Nothing here can be lost. */
import { useQuery } from '@tanstack/react-query';
import { ClockArrowUp, FileWarning, Pause, RefreshCw, Stamp, WifiOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxRow } from '../../../contract/ipc/draft.contract.ts';
import type { SyncState } from '../../../contract/ipc/sync.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { outbox, queries, sync } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useErrorText } from '../../ui/error-text.ts';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { GuideLink } from '../../ui/guide-link.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { useTask } from '../../ui/use-task.ts';
import { useWhen } from '../../ui/use-when.ts';
import { wireOf } from '../../ui/wire-error.ts';
import {
  canCancel,
  groupOf,
  isHeldForScan,
  isScheduled,
  type OutboxGroup,
  sentFraction,
  undoSeconds,
} from './departure.ts';
import './outbox.css';

export interface OutboxScreenProps {
  readonly onReopen: (draftId: EnvelopeId) => void;
  readonly onProof: (envelopeId: EnvelopeId) => void;
}

const groupWords = {
  'to-settle': 'toSettle',
  leaving: 'leaving',
  scheduled: 'scheduled',
  waiting: 'waiting',
} as const satisfies Record<OutboxGroup, string>;

export function OutboxScreen(props: OutboxScreenProps): ReactNode {
  const { t } = useTranslation('outbox');
  const format = useFormat();
  const now = useNow(1_000);
  const { data, error } = useQuery(queries.outbox());
  const { data: syncState } = useQuery(queries.syncState());
  const task = useTask();
  const [asking, setAsking] = useState<OutboxRow | null>(null);
  const entries = data?.entries ?? [];
  const size = format.size(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));

  const cancel = async (entry: OutboxRow): Promise<void> => {
    setAsking(null);
    await task.run(async () => props.onReopen((await outbox.cancel({ envelopeId: entry.id })).draftId));
  };

  return (
    <main className="pane outbox" aria-label={t('title')}>
      <div className="outbox-page">
        <div className="row outbox-head">
          <h1>{t('title')}</h1>
          <span className="grow">
            <GuideLink topic="offline" />
          </span>
          {entries.length > 0 ? <span className="caption">{t('total', { count: entries.length, size })}</span> : null}
        </div>
        {syncState?.connection === 'offline' ? <OfflineBanner state={syncState} now={now} /> : null}
        {error ? <ErrorNotice error={wireOf(error)} /> : null}
        {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
        {data && entries.length === 0 ? <Empty title={t('emptyTitle')}>{t('emptyText')}</Empty> : null}
        {(['to-settle', 'leaving', 'scheduled', 'waiting'] as const).map((group) => {
          const members = entries.filter((entry) => groupOf(entry, now) === group);
          if (members.length === 0) return null;
          return (
            <section key={group} aria-labelledby={`outbox-${group}`}>
              <h2 className="outbox-group" id={`outbox-${group}`}>
                {t(groupWords[group])} <span className="outbox-count">{members.length}</span>
              </h2>
              <ol className="outbox-list">
                {members.map((entry, index) => (
                  <Entry
                    key={entry.id}
                    entry={entry}
                    rank={index + 1}
                    now={now}
                    busy={task.pending}
                    onCancel={() => (undoSeconds(entry, now) > 0 ? void cancel(entry) : setAsking(entry))}
                    onReopen={() => void cancel(entry)}
                    onProof={() => props.onProof(entry.id)}
                  />
                ))}
              </ol>
            </section>
          );
        })}
      </div>
      {asking ? (
        <Dialog title={t('cancelTitle')} onClose={() => setAsking(null)} alert>
          <p className="secondary">{t('cancelText')}</p>
          <DialogActions>
            <Button kind="danger" onPress={() => void cancel(asking)}>
              {t('cancelGo')}
            </Button>
            <Button autoFocus onPress={() => setAsking(null)}>
              {t('cancelKeep')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </main>
  );
}

/** What can still be done without the network, and when the next try is. */
export function OfflineBanner({ state, now }: { readonly state: SyncState; readonly now: Date }): ReactNode {
  const { t } = useTranslation('outbox');
  const format = useFormat();
  const when = useWhen();
  const errorText = useErrorText();
  const task = useTask();
  const since = state.offlineSince;
  const delayMs = state.nextTryAt ? new Date(state.nextTryAt).getTime() - now.getTime() : 0;
  const tryNow = (): void => {
    void task.run(async () => {
      await outbox.retryNow({});
      await sync.now({});
    });
  };
  const reason =
    state.problem && state.problem !== 'operator.offline' ? errorText({ code: state.problem, retry: 'later' }) : null;
  return (
    <Banner
      kind="warning"
      role="status"
      icon={<Icon of={WifiOff} size="large" />}
      title={since ? t('offlineTitle', { since: when.since(since, now) }) : t('offlineTitleUnknown')}
      action={
        <>
          {delayMs > 0 ? (
            <span className="caption" aria-live="off">
              {t('nextTry', { delay: format.duration(delayMs) })}
            </span>
          ) : null}
          <Button icon={<Icon of={RefreshCw} />} onPress={tryNow} isDisabled={task.pending}>
            {t('tryNow')}
          </Button>
        </>
      }
    >
      {reason ? <p>{reason.title}</p> : null}
      <p>{t('offlineText')}</p>
    </Banner>
  );
}

interface EntryProps {
  readonly entry: OutboxRow;
  readonly rank: number;
  readonly now: Date;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onReopen: () => void;
  readonly onProof: () => void;
}

function Entry({ entry, rank, now, busy, onCancel, onReopen, onProof }: EntryProps): ReactNode {
  const { t } = useTranslation('outbox');
  const format = useFormat();
  const errorText = useErrorText();
  const failure = entry.state === 'failed' && entry.error ? errorText(entry.error) : null;
  const interrupted = entry.state === 'waiting' && entry.sentBytes > 0 && !isHeldForScan(entry);
  const moving = entry.state === 'uploading' || interrupted;
  return (
    <li className={`outbox-entry${failure ? ' outbox-entry-failed' : ''}`}>
      <span className="outbox-icon" aria-hidden="true">
        <Icon
          of={failure ? FileWarning : interrupted ? Pause : entry.state === 'sealed' ? Stamp : ClockArrowUp}
          size="large"
        />
      </span>
      <div className="grow">
        <div className="row outbox-title">
          <b className="ellipsis">{plainTitle(entry.subject)}</b>
          <span className="muted ellipsis">{t('to', { to: typesetName(entry.to) })}</span>
        </div>
        <p className="outbox-what">{failure ? failure.title : <StateText entry={entry} rank={rank} now={now} />}</p>
        {entry.file ? <p className="caption ellipsis">{t('fileAtFault', { file: plainTitle(entry.file) })}</p> : null}
        <p className="caption">
          {failure
            ? (failure.kept ?? t('keptAll'))
            : entry.signedAt
              ? t('signedAt', { time: format.moment(entry.signedAt, now, false) })
              : t(entry.unsigned ? 'unsigned' : 'notSigned')}
        </p>
        {moving ? (
          <div className="outbox-progress">
            <ProgressBar fraction={sentFraction(entry)} label={plainTitle(entry.subject)} paused={interrupted} />
          </div>
        ) : null}
      </div>
      <div className="outbox-action">
        {failure ? (
          <>
            <Button kind="tonal" onPress={onReopen} isDisabled={busy}>
              {t('reopen')}
            </Button>
            <span className="code caption outbox-code">{failure.code}</span>
          </>
        ) : entry.state === 'sealed' ? (
          <Button onPress={onProof}>{t('seeProof')}</Button>
        ) : canCancel(entry) ? (
          <Button onPress={onCancel} isDisabled={busy}>
            {t('cancel')}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function StateText({
  entry,
  rank,
  now,
}: {
  readonly entry: OutboxRow;
  readonly rank: number;
  readonly now: Date;
}): ReactNode {
  const { t } = useTranslation('outbox');
  const format = useFormat();
  const size = format.size(entry.sizeBytes);
  const part = format.part(entry.sentBytes, entry.sizeBytes);
  const undo = undoSeconds(entry, now);
  if (undo > 0) return t('stateUndo', { count: undo });
  switch (entry.state) {
    case 'preparing':
      return t('statePreparing');
    case 'signing':
      return t('stateSigning');
    case 'uploading':
      return t('stateUploading', { done: part.done, total: part.total });
    case 'sealing':
      return t('stateSealing');
    case 'sealed':
      return t('stateSealed');
    default:
      if (entry.leaveAt && isScheduled(entry))
        return t('stateScheduled', { moment: format.moment(entry.leaveAt, now, false) });
      if (isHeldForScan(entry)) return t('stateScanPending');
      if (entry.sentBytes > 0) {
        return t('stateInterrupted', {
          percent: format.percent(sentFraction(entry)),
          done: format.size(entry.sentBytes),
        });
      }
      return rank > 1 ? t('stateWaitingNth', { rank, size }) : t('stateWaiting', { size });
  }
}
