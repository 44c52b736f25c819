/** Says quietly that one's absence runs, with the one press that ends it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { queries, settings } from '../bridge.ts';
import { useActing } from '../ui/acting.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { lastInstant } from '../ui/format/last-day.ts';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useFormat } from '../ui/use-format.ts';
import { useNow } from '../ui/use-now.ts';
import { wireOf } from '../ui/wire-error.ts';
import './absence.css';

const MINUTE_MS = 60_000;
/** It may be stated, and ended, on another workstation: asked again this often while there is one, and else. */
const REFRESH_MS = 2 * MINUTE_MS;
const SELDOM_MS = 15 * MINUTE_MS;

export function AbsenceBar(): ReactNode {
  const { t } = useTranslation('absence');
  const acting = useActing();
  const client = useQueryClient();
  const { show } = useToasts();
  const format = useFormat();
  const { data, dataUpdatedAt } = useQuery({
    ...queries.absence(),
    refetchInterval: ({ state }) => (state.data?.absence ? REFRESH_MS : SELDOM_MS),
  });
  const here = useNow(MINUTE_MS);
  // Another's mailbox is in view: one's own absence is no matter there.
  if (!data?.absence || acting) return null;
  // The operator's clock runs it: as it was told, and what has passed since.
  const now = Date.parse(data.serverTime) + Math.max(0, here.getTime() - dataUpdatedAt);
  const { from, until } = data.absence;
  if (now < Date.parse(from) || now >= Date.parse(until)) return null;
  const end = async (): Promise<void> => {
    try {
      client.setQueryData(queries.absence().queryKey, await settings.endAbsence({}));
      show({ id: 'absence', title: t('ended'), lifeMs: 5_000 });
    } catch (failure) {
      show({ id: 'absence', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 10_000 });
    }
  };
  return (
    <aside className="absence-bar" aria-label={t('bar')}>
      <Icon of={CalendarOff} size="small" />
      <span className="grow ellipsis">
        <Trans t={t} i18nKey="barText" values={{ day: format.day(lastInstant(until)) }} components={{ b: <b /> }} />
      </span>
      <Button size="small" onPress={() => void end()}>
        {t('back')}
      </Button>
    </aside>
  );
}
