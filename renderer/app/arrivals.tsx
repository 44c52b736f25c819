/** What the person should know without looking: envelopes that arrived, envelopes that waited here since last time. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import { mailbox } from '../bridge.ts';
import { OpenEnvelope } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useIsTold } from './told.ts';

export function useArrivals(session: SessionView): void {
  const { t } = useTranslation('app');
  const { show } = useToasts();
  const { unsent } = session;
  const isTold = useIsTold('reception');
  useEffect(
    () =>
      mailbox.on('arrived', ({ count }) => {
        if (count > 0 && isTold)
          show({ id: 'arrived', icon: <OpenEnvelope />, title: t('arrived', { count }), lifeMs: 5_000 });
      }),
    [show, t, isTold],
  );
  useEffect(() => {
    if (unsent === 0) return;
    show({ id: 'unsent', title: t('unsentFound', { count: unsent }), text: t('unsentFoundText'), lifeMs: 8_000 });
  }, [unsent, show, t]);
}
