/** Says why the cache of this workstation was made anew, and what was kept, until that was read. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { DatabaseZap } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { CacheLossNotice } from '../../contract/ipc/storage.contract.ts';
import { queries, storage } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useFormat } from '../ui/use-format.ts';

const TOAST = 'cache-loss';
const titles = {
  damaged: 'lossDamaged',
  newer: 'lossNewer',
  removed: 'lossRemoved',
  asked: 'lossAsked',
} as const satisfies Record<CacheLossNotice['reason'], string>;

export function useCacheLoss(): void {
  const { t } = useTranslation('storage');
  const { show, dismiss } = useToasts();
  const format = useFormat();
  const client = useQueryClient();
  const { data } = useQuery(queries.storage());
  const loss = data?.loss ?? null;
  useEffect(() => {
    if (!loss) return dismiss(TOAST);
    const counts = [
      ['keptDrafts', loss.drafts],
      ['keptUnsent', loss.unsent],
      ['keptChanges', loss.changes],
      ['keptArchived', loss.archived],
    ] as const;
    const list = counts.filter(([, count]) => count > 0).map(([word, count]) => t(word, { count }));
    const kept = list.length > 0 ? t('lossKept', { list: format.list(list) }) : t('lossKeptNothing');
    const dismissLoss = async (): Promise<void> => {
      client.setQueryData(queries.storage().queryKey, await storage.dismissLoss({}));
    };
    show({
      id: TOAST,
      icon: <Icon of={DatabaseZap} />,
      title: t(titles[loss.reason]),
      text: t('lossText', { kept }),
      action: (
        <Button size="small" onPress={() => void dismissLoss()}>
          {t('lossRead')}
        </Button>
      ),
      lifeMs: null,
    });
  }, [loss, show, dismiss, t, format, client]);
}
