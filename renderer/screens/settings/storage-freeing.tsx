/** Giving room back: what each choice would free, how far it has come, and what it freed. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FreeingChoice, StorageState } from '../../../contract/ipc/storage.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { queries, storage } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';

/** 0 is everything. */
const offeredAges = [90, 30, 7, 0] as const;

/** Frees, and says how much that was. */
function useFree(): { readonly task: Task; readonly free: (choice: FreeingChoice) => void } {
  const { t } = useTranslation('storage');
  const { show } = useToasts();
  const format = useFormat();
  const task = useTask();
  const free = (choice: FreeingChoice): void => {
    void task.run(async () => {
      const { freedBytes, cancelled } = await storage.free(choice);
      const size = format.size(freedBytes);
      const title = t(cancelled ? 'freedCancelled' : 'freed', { size });
      show({ id: 'freed', title, text: t('freedText'), lifeMs: 8_000 });
    });
  };
  return { task, free };
}

export function FreeingPanel({ state }: { readonly state: StorageState }): ReactNode {
  const { t: settingsWords } = useTranslation('settings');
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { task, free } = useFree();
  const { data } = useQuery(queries.storageFreeing(offeredAges.map((olderThanDays) => ({ olderThanDays }))));
  const isBusy = state.freeing !== null || state.rebuilding !== null;
  return (
    <Panel id="storage-freeing" title={settingsWords('entryFreeing')} text={t('freeingText')}>
      <ul className="settings-sheet storage-choices">
        {offeredAges.map((olderThanDays, index) => {
          const what = olderThanDays === 0 ? t('everything') : t('olderThan', { count: olderThanDays });
          const weight = data?.weights[index];
          const isNothing = !weight || weight.count === 0;
          return (
            <li key={olderThanDays}>
              <span className="storage-largest-what">
                <span>{what}</span>
                <span className="caption">
                  {weight ? (isNothing ? t('freesNothing') : t('freesCount', { count: weight.count })) : '…'}
                </span>
              </span>
              <span className="storage-figure">
                {isNothing ? '' : t('frees', { size: format.size(weight.sizeBytes) })}
              </span>
              <Button
                size="small"
                aria-label={t('freeOf', { what })}
                isDisabled={isBusy || isNothing}
                onPress={() => free({ olderThanDays })}
              >
                {t('free')}
              </Button>
            </li>
          );
        })}
      </ul>
      <Going state={state} />
      {task.error ? <ErrorNotice error={task.error} kept={t('offlineNothing')} /> : null}
    </Panel>
  );
}

function Going({ state: { freeing } }: { readonly state: StorageState }): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  if (!freeing) return null;
  const part = format.part(freeing.doneBytes, freeing.totalBytes);
  const isFreed = freeing.doneBytes >= freeing.totalBytes;
  const text = isFreed ? t('compacting') : t('freeing', { done: part.done, total: part.total });
  return (
    <div className="storage-work" role="status">
      <ProgressBar fraction={freeing.totalBytes === 0 ? 1 : freeing.doneBytes / freeing.totalBytes} label={text} />
      <div className="row">
        <span className="caption grow">{text}</span>
        <Button
          size="small"
          onPress={() => {
            // What was freed until then is told by the one that runs.
            storage.cancelFreeing({}).catch(() => undefined);
          }}
        >
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
}

/** Frees one envelope. */
export function FreeOne({
  envelopeId,
  title,
  sizeBytes,
  isBusy,
}: {
  readonly envelopeId: EnvelopeId;
  readonly title: string;
  readonly sizeBytes: number;
  readonly isBusy: boolean;
}): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { task, free } = useFree();
  return (
    <>
      <Button
        size="small"
        kind="ghost"
        aria-label={t('freeOneOf', { title, size: format.size(sizeBytes) })}
        isDisabled={isBusy || task.pending}
        onPress={() => free({ envelopeIds: [envelopeId] })}
      >
        {t('freeOne')}
      </Button>
      {task.error ? <ErrorNotice error={task.error} kept={t('offlineNothing')} /> : null}
    </>
  );
}
