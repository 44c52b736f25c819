/** What is not on this workstation and comes because somebody opened it: real bytes, and a way to stop waiting. */
import { useQueryClient } from '@tanstack/react-query';
import { CloudDownload } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { mailbox, queries } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';

interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** How much of the envelope has come; null before the first byte. */
function useFetchProgress(envelopeId: EnvelopeId): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      mailbox.on('fetchProgress', (told) => {
        if (told.envelopeId === envelopeId) setProgress(told);
      }),
    [envelopeId],
  );
  return progress;
}

function Received({
  envelopeId,
  progress,
}: {
  readonly envelopeId: EnvelopeId;
  readonly progress: Progress;
}): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const { doneBytes, totalBytes } = progress;
  const text = t('receiving', format.part(Math.min(doneBytes, totalBytes), totalBytes));
  return (
    <div className="reader-receiving">
      <ProgressBar fraction={totalBytes === 0 ? 0 : doneBytes / totalBytes} label={text} />
      <div className="row">
        <span className="caption grow">{text}</span>
        <Button
          size="small"
          onPress={() => {
            // Whoever waits for it is told that it was stopped.
            mailbox.cancelFetch({ envelopeId }).catch(() => undefined);
          }}
        >
          {t('stopReceiving')}
        </Button>
      </div>
    </div>
  );
}

/** In place of an envelope that is being opened. */
export function OpeningEnvelope({ envelopeId }: { readonly envelopeId: EnvelopeId }): ReactNode {
  const { t } = useTranslation('reader');
  const progress = useFetchProgress(envelopeId);
  return (
    <div className="reader-coming" role="status">
      <p className="caption">{t('opening')}</p>
      {progress ? <Received envelopeId={envelopeId} progress={progress} /> : null}
    </div>
  );
}

/** Above attachments whose bytes are not here: the letter was verified when it came, and is read meanwhile. */
export function AwayAttachments({
  envelopeId,
  sizeBytes,
}: {
  readonly envelopeId: EnvelopeId;
  readonly sizeBytes: number;
}): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const client = useQueryClient();
  const progress = useFetchProgress(envelopeId);
  const task = useTask();
  const receive = (): void => {
    void task.run(async () => {
      await mailbox.fetch({ envelopeId });
      await client.invalidateQueries({ queryKey: queries.envelope(envelopeId).queryKey });
    });
  };
  return (
    <>
      <Banner
        kind="note"
        icon={<Icon of={CloudDownload} size="large" />}
        title={t('awayTitle')}
        action={
          task.pending ? null : (
            <Button size="small" onPress={receive}>
              {t('receive', { size: format.size(sizeBytes) })}
            </Button>
          )
        }
      >
        {task.pending && progress ? <Received envelopeId={envelopeId} progress={progress} /> : t('awayText')}
      </Banner>
      {task.error && task.error.code !== 'app.cancelled' ? <ErrorNotice error={task.error} onAction={receive} /> : null}
    </>
  );
}
