/** Keeping envelopes on this workstation beyond the operator's erasure, and letting them go: what would be lost is asked about. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { keeping } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useToasts } from '../ui/toast.tsx';
import { wireOf } from '../ui/wire-error.ts';

export interface KeepingActs {
  keep(ids: readonly EnvelopeId[]): void;
  release(ids: readonly EnvelopeId[]): void;
  /** The question that is asked, if any. */
  readonly dialog: ReactNode;
}

export function useKeepingActs(): KeepingActs {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('ui');
  const { show } = useToasts();
  const [losing, setLosing] = useState<readonly EnvelopeId[] | null>(null);
  const [lost, setLost] = useState(0);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (failure) {
      show({ id: 'kept', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 10_000 });
    }
  };
  const tell = (title: string): void => show({ id: 'kept', title, lifeMs: 6_000 });
  const keep = async (ids: readonly EnvelopeId[]): Promise<void> => {
    const { kept } = await keeping.keep({ envelopeIds: [...ids] });
    tell(kept === ids.length ? t('kept', { count: kept }) : t('keptPart', { kept, count: ids.length }));
  };
  const release = async (ids: readonly EnvelopeId[], evenLost: boolean): Promise<void> => {
    const answer = await keeping.release({ envelopeIds: [...ids], evenLost });
    if (answer.lost === 0) {
      tell(t('released', { count: answer.released }));
      return;
    }
    setLost(answer.lost);
    setLosing(ids);
  };
  return {
    keep: (ids) => void attempt(() => keep(ids)),
    release: (ids) => void attempt(() => release(ids, false)),
    dialog: losing ? (
      <Dialog title={t('loseTitle', { count: lost })} onClose={() => setLosing(null)} alert>
        <p className="secondary">{t('loseText', { count: lost })}</p>
        <DialogActions>
          <Button
            kind="danger"
            onPress={() => {
              setLosing(null);
              void attempt(() => release(losing, true));
            }}
          >
            {t('loseGo')}
          </Button>
          <Button kind="primary" autoFocus onPress={() => setLosing(null)}>
            {words('cancel')}
          </Button>
        </DialogActions>
      </Dialog>
    ) : null,
  };
}
