/** Who acts on this mailbox, and on whose this account acts. The operator alone knows what is in force. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Delegation,
  type DelegationOverview,
  isHeldTogether,
  isLive,
} from '../../../contract/model/delegation.ts';
import { delegation, queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { type Task, useTask } from '../../ui/use-task.ts';
import { AbsencePanel } from './absence-panel.tsx';
import { DelegationRow, otherSide, phaseAt, type Side } from './delegation-row.tsx';
import './delegation.css';
import { GrantDialog } from './grant-dialog.tsx';
import { Coming, NotAsked, Panel } from './panel.tsx';

export function DelegationsSection(): ReactNode {
  const { t } = useTranslation('delegation');
  const client = useQueryClient();
  // The other side answers and ends: what was true a moment ago is not shown as if it were.
  const { data, error, refetch } = useQuery({ ...queries.delegations(), refetchOnMount: 'always' });
  const take = (overview: DelegationOverview): void => {
    client.setQueryData(queries.delegations().queryKey, overview);
  };
  if (error) {
    return (
      <div className="settings-column">
        <NotAsked failure={error} kept={t('notRead')} onAgain={() => void refetch()} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="settings-column">
        <Coming label={t('loading')} lines={['52%', '44%', '48%']} />
      </div>
    );
  }
  return (
    <div className="settings-column">
      <AbsencePanel overview={data} />
      <Received overview={data} onOverview={take} />
      <Given overview={data} onOverview={take} />
    </div>
  );
}

interface SideProps {
  readonly overview: DelegationOverview;
  readonly onOverview: (overview: DelegationOverview) => void;
}

function Received(props: SideProps): ReactNode {
  const { t } = useTranslation('delegation');
  const { t: settings } = useTranslation('settings');
  return (
    <Panel id="received" title={settings('entryReceived')} text={t('receivedText')}>
      <Delegations {...props} side="received" none={t('noReceived')} />
    </Panel>
  );
}

function Given(props: SideProps): ReactNode {
  const { t } = useTranslation('delegation');
  const { t: settings } = useTranslation('settings');
  const identity = useQuery(queries.identity());
  const [isGranting, setGranting] = useState(false);
  const { show } = useToasts();
  const mayGrant = identity.data?.account.certified !== false;
  const { maxDays, serverTime } = props.overview;
  return (
    <Panel
      id="given"
      title={settings('entryGiven')}
      text={mayGrant ? t('givenText') : t('mayNotGrant')}
      aside={
        mayGrant ? (
          <Button size="small" kind="primary" onPress={() => setGranting(true)}>
            {t('grant')}
          </Button>
        ) : null
      }
    >
      <Delegations {...props} side="given" none={t('noGiven')} />
      {isGranting ? (
        <GrantDialog
          maxDays={maxDays}
          now={new Date(serverTime)}
          onClose={() => setGranting(false)}
          onGranted={(overview, name) => {
            props.onOverview(overview);
            setGranting(false);
            show({ id: 'delegation', title: t('granted', { name }), lifeMs: 5_000 });
          }}
        />
      ) : null}
    </Panel>
  );
}

function Delegations({
  overview,
  onOverview,
  side,
  none,
}: SideProps & { readonly side: Side; readonly none: string }): ReactNode {
  const { t } = useTranslation('delegation');
  const { show } = useToasts();
  const task = useTask();
  const [ending, setEnding] = useState<Delegation | null>(null);
  const [isPastShown, setPastShown] = useState(false);
  const now = new Date(overview.serverTime);
  const all = overview[side].map((one) => ({ one, phase: phaseAt(one, now) }));
  const live = all.filter(({ phase }) => isLive(phase));
  const past = all.filter(({ phase }) => !isLive(phase));

  const act = async (work: () => Promise<DelegationOverview>, title: string): Promise<void> => {
    if (!(await task.run(async () => onOverview(await work())))) return;
    setEnding(null);
    show({ id: 'delegation', title, lifeMs: 5_000 });
  };
  const row = ({ one, phase }: (typeof all)[number]) => (
    <DelegationRow
      key={one.id}
      one={one}
      side={side}
      phase={phase}
      isBusy={task.pending}
      onAccept={() => void act(() => delegation.accept({ delegationId: one.id }), t('accepted'))}
      onDecline={() => void act(() => delegation.decline({ delegationId: one.id }), t('declined'))}
      onEnd={() => {
        task.clear();
        setEnding(one);
      }}
    />
  );
  return (
    <>
      {task.error && !ending ? <ErrorNotice error={task.error} /> : null}
      {live.length > 0 ? (
        <ul className="settings-sheet settings-sessions">{live.map(row)}</ul>
      ) : (
        <p className="settings-sheet settings-note secondary">{none}</p>
      )}
      {past.length > 0 ? (
        <div>
          <Button kind="link" size="small" aria-expanded={isPastShown} onPress={() => setPastShown(!isPastShown)}>
            {isPastShown ? t('historyHide') : t('historyShow', { count: past.length })}
          </Button>
        </div>
      ) : null}
      {isPastShown && past.length > 0 ? (
        <ul className="settings-sheet settings-sessions delegation-past" aria-label={t('history')}>
          {past.map(row)}
        </ul>
      ) : null}
      {ending ? (
        <EndDialog
          name={otherSide(ending, side)}
          words={wordsOfEnd(ending, side)}
          task={task}
          onClose={() => setEnding(null)}
          onEnd={() => void act(() => delegation.end({ delegationId: ending.id }), t('ended'))}
        />
      ) : null}
    </>
  );
}

/** What is asked before one ends: an organisation's mailbox is left. */
function wordsOfEnd({ owner }: Delegation, side: Side) {
  if (isHeldTogether(owner)) {
    return { title: 'leaveMailboxTitle', text: 'leaveMailboxText', go: 'leaveMailbox' } as const;
  }
  const text = side === 'given' ? 'endGivenText' : 'endReceivedText';
  return { title: 'endTitle', text, go: 'endGo' } as const;
}

function EndDialog({
  name,
  words,
  task,
  onEnd,
  onClose,
}: {
  readonly name: string;
  readonly words: ReturnType<typeof wordsOfEnd>;
  readonly task: Task;
  readonly onEnd: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('delegation');
  const { t: ui } = useTranslation('ui');
  return (
    <Dialog title={t(words.title)} onClose={onClose} alert>
      <p className="secondary">{t(words.text, { name })}</p>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <DialogActions>
        <Button kind="danger" isDisabled={task.pending} onPress={onEnd}>
          {t(words.go)}
        </Button>
        <Button autoFocus onPress={onClose}>
          {ui('cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
