/** After how many days one is reminded of the letter, if somebody has not opened it. */
import { AlarmClock, Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.tsx';
import { reminderDays } from '../../ui/format/moments.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';

export function ReminderChoice({
  days,
  onChoose,
}: {
  readonly days: number | null;
  readonly onChoose: (days: number | null) => void;
}): ReactNode {
  const { t } = useTranslation('reminders');
  const short = days === null ? '' : t('short', { count: days });
  // What is seen comes first in the name, so that it can be called by voice.
  const label = days === null ? t('choose') : `${short} – ${t('chosen', { count: days })}`;
  const word = (choice: number | null) => (choice === null ? t('never') : t('unopenedAfter', { count: choice }));
  return (
    <MenuButton
      label={t('choose')}
      button={
        days === null ? (
          <IconButton label={label} icon={<Icon of={AlarmClock} />} />
        ) : (
          <Button kind="tonal" size="small" aria-label={label} icon={<Icon of={AlarmClock} size="small" />}>
            {short}
          </Button>
        )
      }
      commands={[null, ...reminderDays(days)].map((choice) => ({
        id: String(choice),
        label: word(choice),
        keys: choice === days ? <Icon of={Check} size="small" /> : undefined,
        run: () => onChoose(choice),
      }))}
    />
  );
}
