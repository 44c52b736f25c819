/** When one wants to be reminded of envelopes: of those that were sent, if somebody has not opened them by then. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_REMINDER_DAYS } from '../../contract/model/account-item.ts';
import type { Targets } from '../ui/envelope-acts.ts';
import { atOpening, mondayMorning, tomorrowMorning } from '../ui/format/moments.ts';
import { MomentDialog } from '../ui/moment-dialog.tsx';
import { useFormat } from '../ui/use-format.ts';
import { useNow } from '../ui/use-now.ts';

/** Days at hand for what was sent. */
const DAYS = [1, 3, 7, 14] as const;

export function RemindDialog({
  targets,
  onChoose,
  onClose,
}: {
  readonly targets: Targets;
  readonly onChoose: (at: Date) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('reminders');
  const format = useFormat();
  const now = useNow(30_000);
  const choice = (label: string, at: Date) => ({
    label,
    at,
    detail: t('moment', { day: format.longDay(at), time: format.clock(at) }),
  });
  const monday = mondayMorning(now);
  const count = targets.ids.length;
  return (
    <MomentDialog
      title={t('title', { count })}
      text={t(targets.sent ? 'textSent' : 'textReceived', { count })}
      choices={
        targets.sent
          ? DAYS.map((days) => choice(t('inDays', { count: days }), atOpening(now, days)))
          : [
              choice(t('tomorrow'), tomorrowMorning(now)),
              ...(monday ? [choice(t('monday'), monday)] : []),
              choice(t('inDays', { count: 7 }), atOpening(now, 7)),
            ]
      }
      go={t('go')}
      latestDays={MAX_REMINDER_DAYS}
      refusal={t('refused', { days: MAX_REMINDER_DAYS })}
      onChoose={onChoose}
      onClose={onClose}
    />
  );
}
