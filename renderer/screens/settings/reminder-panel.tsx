/** After how many days new letters remind one that they are not opened: an item of the account, the same everywhere. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queries, settings } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { reminderDays } from '../../ui/format/moments.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';

const NEVER = 'never';

export function ReminderPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const task = useTask();
  // Another workstation may have chosen otherwise since.
  const { data } = useQuery({ ...queries.reminderHabit(), refetchOnMount: 'always' });
  const days = data?.days ?? null;
  const choose = (value: string): void => {
    const chosen = value === NEVER ? null : Number(value);
    if (chosen === days) return;
    void task.run(async () => {
      client.setQueryData(queries.reminderHabit().queryKey, await settings.setReminder({ days: chosen }));
    });
  };
  return (
    <Panel id="reminder" title={t('entryReminder')} text={t('reminderText')}>
      {task.error ? <ErrorNotice error={task.error} kept={t('notSaved')} onAction={task.clear} /> : null}
      {data ? (
        <div className="settings-sheet settings-note">
          <Segmented
            label={t('entryReminder')}
            value={days === null ? NEVER : String(days)}
            options={[
              { value: NEVER, label: t('reminderNever') },
              ...reminderDays(days).map((count) => ({ value: String(count), label: t('reminderAfter', { count }) })),
            ]}
            onChange={choose}
          />
        </div>
      ) : null}
    </Panel>
  );
}
