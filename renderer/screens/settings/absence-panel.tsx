/** The person's absence: none, to come or running, by the operator's clock. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Absence, AbsenceState } from '../../../contract/model/absence.ts';
import type { DelegationOverview } from '../../../contract/model/delegation.ts';
import { displayName } from '../../../contract/model/person.ts';
import { queries, settings } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { lastInstant } from '../../ui/format/last-day.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { AbsenceDialog } from './absence-dialog.tsx';
import { delegatesFor } from './absence-words.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';

export function AbsencePanel({ overview }: { readonly overview: DelegationOverview }): ReactNode {
  const { t } = useTranslation('absence');
  const { t: titles } = useTranslation('settings');
  const client = useQueryClient();
  const task = useTask();
  const { show } = useToasts();
  const [isStating, setStating] = useState(false);
  // Another workstation may have ended it since.
  const { data, error, refetch } = useQuery({ ...queries.absence(), refetchOnMount: 'always' });
  const take = (state: AbsenceState): void => {
    client.setQueryData(queries.absence().queryKey, state);
  };
  const isRunning = data?.absence ? data.absence.from <= data.serverTime : false;
  const end = async (): Promise<void> => {
    if (!(await task.run(async () => take(await settings.endAbsence({}))))) return;
    show({ id: 'absence', title: t(isRunning ? 'ended' : 'takenBack'), lifeMs: 5_000 });
  };
  return (
    <Panel
      id="absence"
      title={titles('entryAbsence')}
      text={t('panelText')}
      aside={
        data && !data.absence ? (
          <Button size="small" kind="primary" onPress={() => setStating(true)}>
            {t('declare')}
          </Button>
        ) : null
      }
    >
      {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
      {error && !data ? <NotAsked failure={error} kept={t('notRead')} onAgain={() => void refetch()} /> : null}
      {!data && !error ? <Coming label={t('loading')} lines={['48%']} /> : null}
      {data && !data.absence ? <p className="settings-sheet settings-note secondary">{t('none')}</p> : null}
      {data?.absence ? (
        <AbsenceSheet
          absence={data.absence}
          isRunning={isRunning}
          isBusy={task.pending}
          onChange={() => setStating(true)}
          onEnd={() => void end()}
        />
      ) : null}
      {data && isStating ? (
        <AbsenceDialog
          state={data}
          delegates={delegatesFor(overview)}
          onClose={() => setStating(false)}
          onStated={(state) => {
            take(state);
            setStating(false);
            show({ id: 'absence', title: t('stated'), lifeMs: 5_000 });
          }}
        />
      ) : null}
    </Panel>
  );
}

function AbsenceSheet({
  absence,
  isRunning,
  isBusy,
  onChange,
  onEnd,
}: {
  readonly absence: Absence;
  readonly isRunning: boolean;
  readonly isBusy: boolean;
  readonly onChange: () => void;
  readonly onEnd: () => void;
}): ReactNode {
  const { t } = useTranslation('absence');
  const { t: words } = useTranslation('delegation');
  const format = useFormat();
  const { delegate, delegateMayAct, answered, text } = absence;
  const day = format.day(lastInstant(absence.until));
  const name = delegate ? typesetName(displayName(delegate)) : '';
  return (
    <ul className="settings-sheet settings-sessions">
      <li>
        <span className="grow delegation-words">
          <span className="row settings-session-name">
            <b>{isRunning ? t('runs', { day }) : t('planned', { from: format.day(absence.from), day })}</b>
            <Badge kind={isRunning ? 'proof' : 'ink'}>{words(isRunning ? 'phaseInForce' : 'phasePlanned')}</Badge>
          </span>
          <span className="absence-text">{text}</span>
          <span className={delegate && !delegateMayAct ? 'delegation-missing' : 'caption'}>
            {delegate ? t(delegateMayAct ? 'acts' : 'actsNoMore', { name }) : t('actsNobody')}
          </span>
          {isRunning ? <span className="caption">{t('answered', { count: answered })}</span> : null}
        </span>
        <span className="row">
          <Button size="small" isDisabled={isBusy} onPress={onChange}>
            {t('change')}
          </Button>
          <Button size="small" kind={isRunning ? 'primary' : 'plain'} isDisabled={isBusy} onPress={onEnd}>
            {t(isRunning ? 'back' : 'takeBack')}
          </Button>
        </span>
      </li>
    </ul>
  );
}
