/** When a letter leaves by itself: tomorrow morning, Monday morning, or another moment. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_DEPARTURE_DELAY_DAYS } from '../../../contract/model/limits.ts';
import { mondayMorning, tomorrowMorning } from '../../ui/format/moments.ts';
import { MomentDialog } from '../../ui/moment-dialog.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';

export function DepartureDialog({
  onChoose,
  onClose,
}: {
  readonly onChoose: (at: Date) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const now = useNow(30_000);
  const monday = mondayMorning(now);
  const choice = (label: string, at: Date) => ({
    label,
    at,
    detail: t('departureAt', { day: format.longDay(at), time: format.clock(at) }),
  });
  return (
    <MomentDialog
      title={t('sendLaterTitle')}
      text={t('sendLaterText')}
      choices={[
        choice(t('tomorrowMorning'), tomorrowMorning(now)),
        ...(monday ? [choice(t('mondayMorning'), monday)] : []),
      ]}
      go={t('sendLaterGo')}
      latestDays={MAX_DEPARTURE_DELAY_DAYS}
      refusal={t('momentRefused')}
      onChoose={onChoose}
      onClose={onClose}
    />
  );
}
