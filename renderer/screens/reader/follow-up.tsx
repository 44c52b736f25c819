/** That the envelope is to be followed, since or from when, and what can be done about it. */
import { AlarmClock, BellRing } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import { Button } from '../../ui/button.tsx';
import { type Act, type Targets, targetsOfRow } from '../../ui/envelope-acts.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';

export function FollowUp({
  row,
  now,
  onAct,
  onFollowUp,
}: {
  readonly row: EnvelopeRow;
  readonly now: Date;
  readonly onAct: (act: Act, targets: Targets) => void;
  /** Writes to those who have not opened it. */
  readonly onFollowUp: () => void;
}): ReactNode {
  const { t } = useTranslation('reminders');
  const format = useFormat();
  const { reminder } = row;
  if (!reminder) return null;
  const isSent = row.box === 'sent';
  const waiting = row.recipients - row.openedBy;
  const day = format.shortDay(reminder.at, now);
  const targets = targetsOfRow(row);
  return (
    <div className={`follow-up${reminder.isDue ? ' is-due' : ''}`}>
      <Icon of={reminder.isDue ? BellRing : AlarmClock} size="small" />
      <span className="grow">
        <b>{t(reminder.isDue ? 'dueSince' : 'plannedFor', { day })}</b>
        {isSent ? <span className="secondary"> {t('notOpenedBy', { count: waiting, of: row.recipients })}</span> : null}
      </span>
      {isSent && waiting > 0 ? (
        <Button size="small" kind={reminder.isDue ? 'tonal' : 'plain'} onPress={onFollowUp}>
          {t('followUp')}
        </Button>
      ) : null}
      <Button size="small" keys="T" onPress={() => onAct('remind', targets)}>
        {t('putOff')}
      </Button>
      <Button size="small" kind="ghost" keys="X" onPress={() => onAct('done', targets)}>
        {t('end')}
      </Button>
    </div>
  );
}
