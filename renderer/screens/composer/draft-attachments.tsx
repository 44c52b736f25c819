/** Attachments of a draft: chosen, dropped or pasted, copied encrypted at once, weighed against what one envelope takes. */
import { FileArchive, MonitorSmartphone, Paperclip, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import { isCompressibleName } from '../../../contract/model/compressible.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { MAX_ATTACHMENTS_BYTES, MAX_ZIPPED_FILE_BYTES } from '../../../contract/model/limits.ts';
import { distribute } from '../../../contract/model/numbered-envelopes.ts';
import { draft } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useErrorText } from '../../ui/error-text.ts';
import { extensionOf } from '../../ui/format/file-name.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import { SupportCode } from '../../ui/support-code.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { PhotoOffers } from './photos/photo-offers.tsx';
import type { Photos } from './photos/use-photos.ts';
import type { Attaching, AttachingFile } from './use-attaching.ts';
import type { Compression } from './use-compression.ts';
import type { PennedDraft } from './use-draft.ts';

export function DraftAttachments({
  draftId,
  penned,
  attaching,
  photos,
  compression,
  disabled,
}: {
  readonly draftId: DraftId;
  readonly penned: PennedDraft;
  readonly attaching: Attaching;
  readonly photos: Photos;
  readonly compression: Compression;
  readonly disabled: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const task = useTask();
  const { attachments, attachmentsBytes, takeAttachments } = penned;
  const detach = (attachmentId: string): void => {
    void task.run(async () => takeAttachments(await draft.detach({ draftId, attachmentId })));
  };
  const envelopes = distribute(attachments).length;
  const { beforeBytes = 0, afterBytes = 0 } = compression.outcome ?? {};
  const outcomeWords =
    afterBytes < beforeBytes
      ? t('compressed', { before: format.size(beforeBytes), after: format.size(afterBytes) })
      : t('compressedNone');
  return (
    <section className="composer-files" aria-label={t('attachments')}>
      <ul className="composer-file-list">
        {attachments.map((attachment) => (
          <li key={attachment.attachmentId} className="composer-file">
            <span className="attachment-extension">{extensionOf(attachment.name)}</span>
            <span className="grow ellipsis">{attachment.name}</span>
            {attachment.originalBytes === undefined ? null : (
              <Button
                size="small"
                kind="link"
                isDisabled={disabled || photos.isUnderWay}
                onPress={() => photos.restore(attachment.attachmentId)}
              >
                {t('photoRestore', { size: format.size(attachment.originalBytes) })}
              </Button>
            )}
            <span className="caption">{format.size(attachment.sizeBytes)}</span>
            <IconButton
              label={t('removeAttachment', { name: attachment.name })}
              icon={<Icon of={X} size="small" />}
              isDisabled={disabled || task.pending}
              onPress={() => detach(attachment.attachmentId)}
            />
          </li>
        ))}
        {penned.attachmentsElsewhere.map(({ attachmentId, name, sizeBytes, workstation }) => (
          <li key={attachmentId} className="composer-file">
            <span className="attachment-extension">{extensionOf(name)}</span>
            <span className="grow ellipsis">{name}</span>
            <Badge icon={<Icon of={MonitorSmartphone} />}>{t('onWorkstation', { workstation })}</Badge>
            <span className="caption">{format.size(sizeBytes)}</span>
            <IconButton
              label={t('removeAttachment', { name })}
              icon={<Icon of={X} size="small" />}
              isDisabled={disabled || task.pending}
              onPress={() => detach(attachmentId)}
            />
          </li>
        ))}
        {attaching.files.map((file) =>
          file.error ? null : <ComingFile key={file.key} file={file} onStop={() => attaching.stop(file.key)} />,
        )}
      </ul>
      {penned.attachmentsElsewhere.length > 0 ? <p className="composer-split secondary">{t('elsewhereText')}</p> : null}
      <PhotoOffers photos={photos} disabled={disabled} />
      {attaching.files.some((file) => file.error) ? (
        <ul className="composer-refusals">
          {attaching.files.map((file) =>
            file.error ? (
              <RefusedFile
                key={file.key}
                file={file}
                error={file.error}
                onZip={mayZip(file) ? () => attaching.zip(file.key) : null}
                onDismiss={() => attaching.dismiss(file.key)}
              />
            ) : null,
          )}
        </ul>
      ) : null}
      {attaching.error ? <ErrorNotice error={attaching.error} onAction={() => void attaching.choose()} /> : null}
      {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
      <div role="status">
        {envelopes > 1 ? (
          <p className="composer-split secondary">
            {t('splitNotice', { count: envelopes, limit: format.size(MAX_ATTACHMENTS_BYTES) })}
          </p>
        ) : null}
        {compression.outcome ? <p className="composer-split secondary">{outcomeWords}</p> : null}
      </div>
      {compression.task.error ? <ErrorNotice error={compression.task.error} onAction={compression.start} /> : null}
      <div className="row composer-weight">
        <Button
          size="small"
          icon={<Icon of={Paperclip} size="small" />}
          isDisabled={disabled}
          onPress={() => void attaching.choose()}
        >
          {t('attach')}
        </Button>
        {(envelopes > 1 && compression.isOffered) || compression.task.pending ? (
          <Button
            size="small"
            icon={<Icon of={FileArchive} size="small" />}
            isDisabled={disabled || compression.task.pending}
            onPress={compression.start}
          >
            {t(compression.task.pending ? 'compressing' : 'compress')}
          </Button>
        ) : null}
        <Weight attachments={attachments} attachmentsBytes={attachmentsBytes} />
      </div>
    </section>
  );
}

/** Whether a zip is worth a try of a file that is too large as it is. */
function mayZip({ name, sizeBytes, error }: AttachingFile): boolean {
  const isTooLarge = error?.code === 'attachment.too-large' && sizeBytes !== null;
  return isTooLarge && sizeBytes <= MAX_ZIPPED_FILE_BYTES && isCompressibleName(name);
}

function ComingFile({ file, onStop }: { readonly file: AttachingFile; readonly onStop: () => void }): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const { name, sizeBytes, doneBytes } = file;
  return (
    <li className="composer-file composer-file-copying">
      <span className="attachment-extension">{extensionOf(name)}</span>
      <span className="grow ellipsis">{name}</span>
      <span className="composer-file-progress">
        <ProgressBar
          label={t(file.zipped ? 'compressing' : 'attaching')}
          fraction={sizeBytes ? doneBytes / sizeBytes : 0}
        />
      </span>
      {file.zipped ? <span className="caption">{t('compressing')}</span> : null}
      {sizeBytes === null ? null : <span className="caption">{format.size(sizeBytes)}</span>}
      <IconButton label={t('stopAttaching', { name })} icon={<Icon of={X} size="small" />} onPress={onStop} />
    </li>
  );
}

function RefusedFile({
  file,
  error,
  onZip,
  onDismiss,
}: {
  readonly file: AttachingFile;
  readonly error: WireError;
  /** Null where that is of no use. */
  readonly onZip: (() => void) | null;
  readonly onDismiss: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const text = useErrorText()(error);
  return (
    <li className="composer-file composer-file-refused">
      <span className="attachment-extension">{extensionOf(file.name)}</span>
      <div className="grow" role="alert">
        <p className="ellipsis">
          <b>{file.name}</b>
        </p>
        <p>
          {text.title}. {text.kept ? <span className="secondary">{text.kept}</span> : null}
        </p>
        <SupportCode code={text.code} />
      </div>
      {onZip ? (
        <Button size="small" icon={<Icon of={FileArchive} size="small" />} onPress={onZip}>
          {t('zipFile')}
        </Button>
      ) : null}
      <IconButton
        label={t('dismissRefused', { name: file.name })}
        icon={<Icon of={X} size="small" />}
        onPress={onDismiss}
      />
    </li>
  );
}

function Weight({ attachments, attachmentsBytes }: Pick<PennedDraft, 'attachments' | 'attachmentsBytes'>): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const limit = format.size(MAX_ATTACHMENTS_BYTES);
  const weight = format.size(attachmentsBytes);
  return (
    <>
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
    </>
  );
}
