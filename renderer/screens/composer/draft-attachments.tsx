/** Attachments of a draft: chosen through the system, copied encrypted at once, weighed against the limit. */
import { Paperclip, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import type { GrantedFile } from '../../../contract/ipc/app.contract.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { MAX_ATTACHMENTS_BYTES } from '../../../contract/model/limits.ts';
import { app, draft } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { extensionOf } from '../../ui/format/file-name.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import type { PennedDraft } from './use-draft.ts';

export function DraftAttachments({
  draftId,
  penned,
  disabled,
}: {
  readonly draftId: DraftId;
  readonly penned: PennedDraft;
  readonly disabled: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const task = useTask();
  const [copying, setCopying] = useState<readonly GrantedFile[]>([]);
  const [tooLarge, setTooLarge] = useState<WireError | null>(null);
  const [copied, setCopied] = useState(0);
  const { attachments, attachmentsBytes, takeAttachments } = penned;

  useEffect(
    () =>
      draft.on('attachProgress', (progress) => {
        if (progress.draftId === draftId) setCopied(progress.doneBytes);
      }),
    [draftId],
  );

  const attach = async (): Promise<void> => {
    setTooLarge(null);
    await task.run(async () => {
      const { files } = await app.chooseFiles({});
      const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, attachmentsBytes);
      if (total > MAX_ATTACHMENTS_BYTES) {
        // Said before anything is copied; the operator would refuse it anyway.
        setTooLarge({
          code: 'envelope.too-large',
          retry: 'never',
          details: { sizeBytes: total, limitBytes: MAX_ATTACHMENTS_BYTES },
        });
        return;
      }
      for (const [index, file] of files.entries()) {
        setCopied(0);
        setCopying(files.slice(index));
        takeAttachments(await draft.attach({ draftId, grantId: file.grantId }));
      }
    });
    setCopying([]);
  };
  const detach = (attachmentId: string): void => {
    setTooLarge(null);
    void task.run(async () => takeAttachments(await draft.detach({ draftId, attachmentId })));
  };

  const limit = format.size(MAX_ATTACHMENTS_BYTES);
  const weight = format.size(attachmentsBytes);
  return (
    <section className="composer-files" aria-label={t('attachments')}>
      <ul className="composer-file-list">
        {attachments.map((attachment) => (
          <li key={attachment.attachmentId} className="composer-file">
            <span className="attachment-extension">{extensionOf(attachment.name)}</span>
            <span className="grow ellipsis">{attachment.name}</span>
            <span className="caption">{format.size(attachment.sizeBytes)}</span>
            <IconButton
              label={t('removeAttachment', { name: attachment.name })}
              icon={<Icon of={X} size="small" />}
              isDisabled={disabled || task.pending}
              onPress={() => detach(attachment.attachmentId)}
            />
          </li>
        ))}
        {copying.map((file, index) => (
          <li key={file.grantId} className="composer-file composer-file-copying">
            <span className="attachment-extension">{extensionOf(file.name)}</span>
            <span className="grow ellipsis">{file.name}</span>
            <span className="composer-file-progress">
              <ProgressBar
                label={t('attaching')}
                fraction={index === 0 && file.sizeBytes > 0 ? copied / file.sizeBytes : 0}
              />
            </span>
            <span className="caption">{format.size(file.sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {tooLarge ? <ErrorNotice error={tooLarge} /> : null}
      {task.error ? <ErrorNotice error={task.error} onAction={() => void attach()} /> : null}
      <div className="row composer-weight">
        <Button
          size="small"
          icon={<Icon of={Paperclip} size="small" />}
          isDisabled={disabled || task.pending}
          onPress={() => void attach()}
        >
          {t('attach')}
        </Button>
        <div className="grow">
          <SizeBar
            label={t('attachments')}
            segments={attachments.map(({ attachmentId, sizeBytes }) => ({ id: attachmentId, sizeBytes }))}
            limitBytes={MAX_ATTACHMENTS_BYTES}
            valueText={`${weight} ${t('ofLimit', { limit })}`}
          />
        </div>
        <span className="composer-weight-text">
          {attachments.length === 0 ? (
            <span className="muted">{t('attachmentsEmpty')}</span>
          ) : (
            <>
              <b>{weight}</b> <span className="muted">{t('ofLimit', { limit })}</span>
            </>
          )}
        </span>
      </div>
    </section>
  );
}
