/** Where the account is open, and its password. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionSummary } from '../../../contract/api/access-routes.ts';
import type { Access } from '../../../contract/ipc/settings.contract.ts';
import { queries, settings } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Card, Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useTask } from '../../ui/use-task.ts';
import { CardPanel } from './card-panel.tsx';
import { Coming, NotAsked, Panel } from './panel.tsx';
import { PasskeysPanel } from './passkeys-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { TimeCodesPanel } from './time-codes-panel.tsx';
import { useWhen } from './use-when.ts';

export function AccessPanels({ signs }: { readonly signs: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  // Others open and close sessions: what was true a moment ago is not shown as if it were.
  const { data, error, refetch } = useQuery({ ...queries.access(), refetchOnMount: 'always' });
  const take = (access: Access): void => {
    client.setQueryData(queries.access().queryKey, access);
  };
  if (error) {
    return (
      <Panel id="sessions" title={t('entrySessions')}>
        <NotAsked failure={error} kept={t('accessNotRead')} onAgain={() => void refetch()} />
      </Panel>
    );
  }
  if (!data) {
    return (
      <Panel id="sessions" title={t('entrySessions')}>
        <Coming label={t('loading')} lines={['48%', '40%']} />
      </Panel>
    );
  }
  const { timeCodes, passkeys, recoveryCodesLeft } = data;
  const inForce = { application: timeCodes !== null, passkeys: (passkeys ?? []).length > 0, card: signs };
  const changed = (): void => void refetch();
  return (
    <>
      <Sessions sessions={data.sessions} onAccess={take} />
      {signs ? null : <CardPanel hasCard={data.hasCard} onAccess={take} />}
      <PasswordPanel hasPassword={data.hasPassword} signs={signs} onAccess={take} />
      {data.hasPassword ? (
        <TimeCodesPanel timeCodes={timeCodes} inForce={inForce} onAccess={take} onChanged={changed} />
      ) : null}
      {data.hasPassword && passkeys ? (
        <PasskeysPanel
          passkeys={passkeys}
          recoveryCodesLeft={recoveryCodesLeft}
          inForce={inForce}
          onAccess={take}
          onChanged={changed}
        />
      ) : null}
    </>
  );
}

function Sessions({
  sessions,
  onAccess,
}: {
  readonly sessions: readonly SessionSummary[];
  readonly onAccess: (access: Access) => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const [ending, setEnding] = useState<SessionSummary | 'others' | null>(null);
  const others = sessions.filter(({ current }) => !current);
  return (
    <Panel
      id="sessions"
      title={t('entrySessions')}
      text={t('sessionsText')}
      aside={
        others.length > 1 ? (
          <Button size="small" onPress={() => setEnding('others')}>
            {t('endOthers')}
          </Button>
        ) : null
      }
    >
      <ul className="settings-sheet settings-sessions">
        {sessions
          .toSorted((a, b) => Number(b.current) - Number(a.current))
          .map((session) => (
            <Session key={session.id} session={session} onEnd={() => setEnding(session)} />
          ))}
      </ul>
      {others.length === 0 ? <p className="caption">{t('onlyThis')}</p> : null}
      {ending ? <EndDialog ending={ending} onAccess={onAccess} onClose={() => setEnding(null)} /> : null}
    </Panel>
  );
}

function Session({ session, onEnd }: { readonly session: SessionSummary; readonly onEnd: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const when = useWhen();
  const opened = when(session.createdAt);
  return (
    <li>
      {session.method === 'card' ? <Card size="large" /> : <Icon of={MessageSquareText} size="large" />}
      <span className="grow">
        <span className="row settings-session-name">
          <b>{t(session.method === 'card' ? 'byCard' : 'byCode')}</b>
          {session.current ? <Badge kind="ink">{t('thisSession')}</Badge> : null}
        </span>
        <span className="caption">
          {t('openedAt', { time: opened })}, {t('usedAt', { time: when(session.usedAt) })},{' '}
          {t('closesAt', { time: when(session.expiresAt) })}
        </span>
      </span>
      {session.current ? null : (
        <Button size="small" aria-label={t('endSessionOf', { time: opened })} onPress={onEnd}>
          {t('endSession')}
        </Button>
      )}
    </li>
  );
}

function EndDialog({
  ending,
  onAccess,
  onClose,
}: {
  readonly ending: SessionSummary | 'others';
  readonly onAccess: (access: Access) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { t: ui } = useTranslation('ui');
  const { show } = useToasts();
  const task = useTask();
  const isAll = ending === 'others';
  const end = async (): Promise<void> => {
    const isDone = await task.run(async () =>
      onAccess(isAll ? await settings.endOtherSessions({}) : await settings.endSession({ sessionId: ending.id })),
    );
    if (!isDone) return;
    onClose();
    show({ id: 'sessions', title: t(isAll ? 'endedOthers' : 'ended'), lifeMs: 5_000 });
  };
  return (
    <Dialog title={t(isAll ? 'endOthersTitle' : 'endTitle')} onClose={onClose} alert>
      <p className="secondary">{t('endText')}</p>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <DialogActions>
        <Button kind="danger" isDisabled={task.pending} onPress={() => void end()}>
          {t(isAll ? 'endOthersGo' : 'endGo')}
        </Button>
        <Button autoFocus onPress={onClose}>
          {ui('cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
