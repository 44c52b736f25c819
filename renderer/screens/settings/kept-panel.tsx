/** What this workstation keeps beyond the operator's erasure: how much, by which rule, and its copies. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeepingRule, type KeptOverview } from '../../../contract/ipc/keeping.contract.ts';
import type { FileGrantId } from '../../../contract/model/ids.ts';
import { app, keeping, queries } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';

const ruleWords = {
  all: 'ruleAll',
  received: 'ruleReceived',
  sent: 'ruleSent',
  chosen: 'ruleChosen',
} as const satisfies Record<KeepingRule, string>;

export function KeptPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const { t: words } = useTranslation('keeping');
  const { data, error, refetch } = useQuery(queries.kept());
  return (
    <Panel id="kept" title={t('entryKept')} text={words(data?.allowed === false ? 'panelNotAllowed' : 'panelText')}>
      {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
      {data ? (
        data.allowed ? (
          <Kept kept={data} />
        ) : null
      ) : error ? null : (
        <Coming label={t('loading')} lines={['52%', '38%']} />
      )}
    </Panel>
  );
}

function Kept({ kept }: { readonly kept: KeptOverview }): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: settings } = useTranslation('settings');
  const client = useQueryClient();
  const task = useTask();
  const choose = (rule: KeepingRule): void => {
    void task.run(async () => client.setQueryData(queries.kept().queryKey, await keeping.setRule({ rule })));
  };
  return (
    <div className="settings-sheet settings-note kept-panel">
      <Amount kept={kept} />
      <div>
        <p className="field-label">{t('rule')}</p>
        <Segmented
          label={t('rule')}
          value={kept.rule}
          options={KeepingRule.options.map((rule) => ({ value: rule, label: t(ruleWords[rule]) }))}
          onChange={choose}
        />
        <p className="caption">{t('ruleHint')}</p>
      </div>
      {task.error ? <ErrorNotice error={task.error} kept={settings('notSaved')} /> : null}
      <Copies isEmpty={kept.envelopes === 0} />
    </div>
  );
}

function Amount({ kept }: { readonly kept: KeptOverview }): ReactNode {
  const { t } = useTranslation('keeping');
  const format = useFormat();
  const { envelopes, sizeBytes, erasedElsewhere, oldestSealedAt } = kept;
  if (envelopes === 0) {
    return (
      <p>
        <b>{t('nothingKept')}</b> <span className="secondary">{t('nothingKeptText')}</span>
      </p>
    );
  }
  return (
    <div>
      <p>
        <b>{t('total', { count: envelopes, size: format.size(sizeBytes) })}</b>{' '}
        {oldestSealedAt ? (
          <span className="secondary">{t('totalSince', { day: format.day(oldestSealedAt) })}</span>
        ) : null}
      </p>
      {erasedElsewhere > 0 ? <p className="caption">{t('onlyHere', { count: erasedElsewhere })}</p> : null}
    </div>
  );
}

/** A copy to a file, and back from one. */
function Copies({ isEmpty }: { readonly isEmpty: boolean }): ReactNode {
  const { t } = useTranslation('keeping');
  const format = useFormat();
  const { show } = useToasts();
  const task = useTask();
  const [asked, setAsked] = useState<FileGrantId | null>(null);
  const fraction = useCopyProgress(task.pending);

  const backUp = async (): Promise<void> => {
    const { grantId } = await app.chooseDestination({ suggestedName: t('copyName') });
    if (!grantId) return;
    const made = await keeping.backUp({ grantId });
    const title = t('copyMade', { count: made.envelopes, size: format.size(made.sizeBytes) });
    const text = made.damaged > 0 ? t('copyDamaged', { count: made.damaged }) : undefined;
    show({ id: 'copy', title, text, lifeMs: made.damaged > 0 ? null : 8_000 });
  };
  const take = async (grantId: FileGrantId, code: string | null): Promise<void> => {
    const { restored, alreadyHere } = await keeping.restore({ grantId, code });
    setAsked(null);
    const text = alreadyHere > 0 ? t('restoredHere', { count: alreadyHere }) : undefined;
    show({ id: 'copy', title: t('restored', { count: restored }), text, lifeMs: 8_000 });
  };
  const restore = async (): Promise<void> => {
    const { grantId } = await app.chooseArchive({});
    if (!grantId) return;
    try {
      await take(grantId, null);
    } catch (failure) {
      if (wireOf(failure).code !== 'archive.code-needed') throw failure;
      setAsked(grantId);
    }
  };
  return (
    <div>
      <div className="row kept-copies">
        <Button isDisabled={task.pending || isEmpty} onPress={() => void task.run(backUp)}>
          {t('backUp')}
        </Button>
        <Button isDisabled={task.pending} onPress={() => void task.run(restore)}>
          {t('restore')}
        </Button>
      </div>
      {fraction === null ? null : <ProgressBar fraction={fraction} label={t('copying')} />}
      {task.error && !asked ? <ErrorNotice error={task.error} /> : null}
      <p className="caption">{t('copyHint')}</p>
      {asked ? (
        <CodeQuestion
          task={task}
          onCode={(code) => void task.run(() => take(asked, code))}
          onClose={() => {
            task.clear();
            setAsked(null);
          }}
        />
      ) : null}
    </div>
  );
}

/** Null while nothing is copied. */
function useCopyProgress(isRunning: boolean): number | null {
  const [fraction, setFraction] = useState<number | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    const stop = keeping.on('progress', ({ doneBytes, totalBytes }) =>
      setFraction(totalBytes === 0 ? 0 : doneBytes / totalBytes),
    );
    return () => {
      stop();
      setFraction(null);
    };
  }, [isRunning]);
  return fraction;
}

function CodeQuestion({
  task,
  onCode,
  onClose,
}: {
  readonly task: Task;
  readonly onCode: (code: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('keeping');
  const { t: words } = useTranslation('ui');
  const [code, setCode] = useState('');
  return (
    <Dialog title={t('codeTitle')} onClose={onClose}>
      <form
        className="kept-code"
        onSubmit={(event) => {
          event.preventDefault();
          onCode(code);
        }}
      >
        <p className="secondary">{t('codeText')}</p>
        <TextField label={t('codeTitle')} value={code} onChange={setCode} code autoFocus isDisabled={task.pending} />
        {task.error ? <ErrorNotice error={task.error} /> : null}
        <DialogActions>
          <Button kind="primary" type="submit" isDisabled={task.pending || code.trim() === ''}>
            {t('codeGo')}
          </Button>
          <Button onPress={onClose}>{words('cancel')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
