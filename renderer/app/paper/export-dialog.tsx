/** In which forms envelopes are exported, how far it is, and what became of it. */
import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportForm } from '../../../contract/ipc/keeping.contract.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckList } from '../../ui/check-list.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useErrorText } from '../../ui/error-text.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import type { Task } from '../../ui/use-task.ts';
import type { ExportOutcome, ExportProgress } from './export-run.ts';

/** What is known before anything is written. */
export interface ExportFacts {
  readonly envelopes: readonly { readonly sizeBytes: number }[];
  readonly unopened: number;
  readonly gone: number;
}

const formWords = {
  eml: { name: 'formEml', text: 'formEmlText' },
  pdf: { name: 'formPdf', text: 'formPdfText' },
  evidence: { name: 'formEvidence', text: 'formEvidenceText' },
} as const satisfies Record<ExportForm, { readonly name: string; readonly text: string }>;

export function ExportQuestion({
  facts,
  task,
  onExport,
  onClose,
}: {
  readonly facts: ExportFacts;
  readonly task: Task;
  readonly onExport: (forms: readonly ExportForm[]) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('ui');
  const format = useFormat();
  const [forms, setForms] = useState<readonly ExportForm[]>(['pdf', 'evidence']);
  const count = facts.envelopes.length;
  const size = format.size(facts.envelopes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  return (
    <Dialog title={t('exportTitle', { count })} onClose={onClose}>
      <p className="secondary">{t('exportText', { count, size })}</p>
      <CheckList
        label={t('exportForms')}
        chosen={forms}
        onChange={(values) => setForms(ExportForm.array().parse(values))}
        isDisabled={task.pending || count === 0}
        options={ExportForm.options.map((form) => ({
          value: form,
          name: t(formWords[form].name),
          text: t(formWords[form].text),
        }))}
      />
      {facts.unopened > 0 ? <p className="caption">{t('exportUnopened', { count: facts.unopened })}</p> : null}
      {facts.gone > 0 ? <p className="caption">{t('exportGone', { count: facts.gone })}</p> : null}
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <DialogActions>
        <Button
          kind="primary"
          isDisabled={task.pending || count === 0 || forms.length === 0}
          onPress={() => onExport(forms)}
        >
          {t('exportGo')}
        </Button>
        <Button onPress={onClose}>{words('cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
}

export function ExportRunning({
  progress,
  onCancel,
}: {
  readonly progress: ExportProgress;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('ui');
  const format = useFormat();
  const { envelopes, ofEnvelopes, doneBytes, totalBytes } = progress;
  const label = t('exportProgress', {
    done: format.number(Math.min(envelopes + 1, ofEnvelopes)),
    count: ofEnvelopes,
    total: format.number(ofEnvelopes),
    ...{ part: format.size(Math.round(doneBytes)), size: format.size(totalBytes) },
  });
  return (
    <Dialog title={t('exporting')} onClose={onCancel} alert>
      <p className="secondary" aria-hidden="true">
        {label}
      </p>
      <ProgressBar fraction={totalBytes === 0 ? 0 : doneBytes / totalBytes} label={label} />
      <DialogActions>
        <Button autoFocus onPress={onCancel}>
          {words('cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Only where something is to be said: all well is a notice. */
export function ExportEnded({
  outcome,
  onClose,
}: {
  readonly outcome: ExportOutcome;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('ui');
  const textOf = useErrorText();
  const { exported, failed, stoppedBy } = outcome;
  const reasons = [...new Set(failed.map((error) => textOf(error).title))];
  return (
    <Dialog title={t('exportedTitle', { count: exported })} onClose={onClose}>
      {stoppedBy ? <ErrorNotice error={stoppedBy} kept={t('exportStopped')} /> : null}
      {failed.length > 0 ? (
        <Banner
          kind="warning"
          role="status"
          icon={<Icon of={TriangleAlert} size="large" />}
          title={t('exportFailed', { count: failed.length })}
        >
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </Banner>
      ) : null}
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onClose}>
          {words('close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
