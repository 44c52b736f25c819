/** The report for support, shown in full before it goes anywhere. */
import { Copy, FileDown } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { app } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useTask } from '../../ui/use-task.ts';

export function SupportReport({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('doctor');
  const [text, setText] = useState<string | null>(null);
  const [done, setDone] = useState<'file' | 'clipboard' | null>(null);
  const { error, pending, run } = useTask();
  useEffect(() => {
    void run(async () => setText((await app.supportReport({})).text));
  }, [run]);
  const deliver = (to: 'file' | 'clipboard') =>
    run(async () => {
      if ((await app.deliverSupportReport({ to })).done) setDone(to);
    });
  return (
    <Dialog title={t('report')} onClose={onClose} wide>
      <p className="secondary">{t('reportText')}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <ScrollRegion label={t('reportContent')} className="doctor-report">
        <pre className="code">{text ?? t('reportComing')}</pre>
      </ScrollRegion>
      <p className="caption" role="status">
        {done ? t(done === 'file' ? 'reportSaved' : 'reportCopied') : ''}
      </p>
      <DialogActions>
        <Button
          kind="primary"
          icon={<Icon of={FileDown} />}
          isDisabled={pending || text === null}
          onPress={() => void deliver('file')}
        >
          {t('reportSave')}
        </Button>
        <Button
          icon={<Icon of={Copy} />}
          isDisabled={pending || text === null}
          onPress={() => void deliver('clipboard')}
        >
          {t('reportCopy')}
        </Button>
        <Button kind="ghost" onPress={onClose}>
          {t('reportClose')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
