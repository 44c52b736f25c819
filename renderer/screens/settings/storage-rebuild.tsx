/** Making the cache anew: asked once, then followed by what is found again. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageState } from '../../../contract/ipc/storage.contract.ts';
import { storage } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';

export function RebuildPanel({ state }: { readonly state: StorageState }): ReactNode {
  const { t: settingsWords } = useTranslation('settings');
  const { t } = useTranslation('storage');
  const { t: words } = useTranslation('ui');
  const { show } = useToasts();
  const task = useTask();
  const [isAsking, setIsAsking] = useState(false);
  const rebuild = (): void => {
    setIsAsking(false);
    void task.run(async () => {
      await storage.rebuild({});
      show({ id: 'rebuilt', title: t('rebuilt'), text: t('rebuiltText'), lifeMs: 8_000 });
    });
  };
  return (
    <Panel id="storage-rebuild" title={settingsWords('entryRebuild')} text={t('rebuildText')}>
      <div>
        <Button
          onPress={() => setIsAsking(true)}
          isDisabled={task.pending || state.rebuilding !== null || state.freeing !== null}
        >
          {t('rebuild')}
        </Button>
      </div>
      {state.rebuilding ? <Found {...state.rebuilding} /> : null}
      {task.error ? <ErrorNotice error={task.error} kept={t('rebuildKept')} /> : null}
      {isAsking ? (
        <Dialog title={t('rebuildTitle')} onClose={() => setIsAsking(false)}>
          <p className="secondary">{t('rebuildAsk')}</p>
          <DialogActions>
            <Button onPress={() => setIsAsking(false)}>{words('cancel')}</Button>
            <Button kind="primary" autoFocus onPress={rebuild}>
              {t('rebuildGo')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </Panel>
  );
}

function Found({ envelopes, expected }: NonNullable<StorageState['rebuilding']>): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const isKnown = expected !== null && expected > 0;
  const text = isKnown
    ? t('rebuildingOf', { number: format.number(Math.min(envelopes, expected)), total: format.number(expected) })
    : t('rebuilding', { count: envelopes });
  return (
    <div className="storage-work" role="status">
      {isKnown ? <ProgressBar fraction={envelopes / expected} label={text} /> : null}
      <span className="caption">{text}</span>
    </div>
  );
}
