/** Exporting envelopes into a folder that the person chooses: asked, run, told. */
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportForm } from '../../../contract/ipc/keeping.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { app, keeping } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { ExportEnded, ExportQuestion, ExportRunning } from './export-dialog.tsx';
import { type ExportOutcome, type ExportProgress, runExport } from './export-run.ts';
import { usePaper } from './paper.tsx';

export interface ExportActs {
  start(ids: readonly EnvelopeId[]): void;
  /** What is asked or told, if anything. */
  readonly dialog: ReactNode;
}

type Facts = Awaited<ReturnType<typeof keeping.exportFacts>>;
type Step =
  | { readonly at: 'asked'; readonly facts: Facts }
  | { readonly at: 'running'; readonly progress: ExportProgress }
  | { readonly at: 'ended'; readonly outcome: ExportOutcome };

export function useExporting(): ExportActs {
  const { t } = useTranslation('keeping');
  const { show } = useToasts();
  const paper = usePaper();
  const task = useTask();
  const [step, setStep] = useState<Step | null>(null);
  const cancelling = useRef<AbortController | null>(null);

  const start = async (ids: readonly EnvelopeId[]): Promise<void> => {
    task.clear();
    try {
      setStep({ at: 'asked', facts: await keeping.exportFacts({ envelopeIds: [...ids] }) });
    } catch (failure) {
      show({ id: 'exported', title: <ErrorNotice error={wireOf(failure)} />, lifeMs: 10_000 });
    }
  };
  const run = async ({ envelopes }: Facts, forms: readonly ExportForm[]): Promise<void> => {
    const { grantId } = await app.chooseFolder({});
    if (!grantId) return;
    const controller = new AbortController();
    cancelling.current = controller;
    const onProgress = (progress: ExportProgress): void => setStep({ at: 'running', progress });
    onProgress({ envelopes: 0, ofEnvelopes: envelopes.length, doneBytes: 0, totalBytes: 0 });
    const outcome = await runExport({ envelopes, grantId, forms, paper, signal: controller.signal, onProgress });
    cancelling.current = null;
    if (outcome.failed.length === 0 && (outcome.stoppedBy === null || controller.signal.aborted)) {
      setStep(null);
      const count = outcome.exported;
      const title = controller.signal.aborted ? t('exportCancelled', { count }) : t('exportedTitle', { count });
      show({ id: 'exported', title, text: t('exportedPlain'), lifeMs: 8_000 });
    } else setStep({ at: 'ended', outcome });
  };
  return {
    start: (ids) => void start(ids),
    dialog:
      step?.at === 'asked' ? (
        <ExportQuestion
          facts={step.facts}
          task={task}
          onExport={(forms) => void task.run(() => run(step.facts, forms))}
          onClose={() => setStep(null)}
        />
      ) : step?.at === 'running' ? (
        <ExportRunning progress={step.progress} onCancel={() => cancelling.current?.abort()} />
      ) : step?.at === 'ended' ? (
        <ExportEnded outcome={step.outcome} onClose={() => setStep(null)} />
      ) : null,
  };
}
