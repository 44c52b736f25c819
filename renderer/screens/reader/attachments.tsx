/** The attachments: see in place, save one, save all. */
import { Download, TriangleAlert, X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttachmentView } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { app, mailbox } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { extensionOf, shownName } from '../../ui/format/file-name.ts';
import { Icon } from '../../ui/icon.tsx';
import { mayBeDrawn } from '../../ui/image-size.ts';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import { AwayAttachments } from './arriving.tsx';
import './attachments.css';

const PdfPreview = lazy(() => import('./pdf-preview.tsx'));
const DocumentPreview = lazy(() => import('./document-preview.tsx'));

interface Props {
  readonly envelopeId: EnvelopeId;
  readonly attachments: readonly AttachmentView[];
  /** False: their bytes come when somebody asks for them. */
  readonly areHere: boolean;
}

export function Attachments({ envelopeId, attachments, areHere }: Props): ReactNode {
  const { t } = useTranslation('reader');
  const { show } = useToasts();
  const [shown, setShown] = useState<number | null>(() =>
    areHere ? ((attachments.find(isOf('pdf')) ?? attachments.find(isOf('document')))?.index ?? null) : null,
  );
  const [asking, setAsking] = useState<AttachmentView | null>(null);
  const task = useTask();
  const { t: words } = useTranslation('ui');

  const save = (attachment: AttachmentView): void => {
    void task.run(async () => {
      const { grantId } = await app.chooseDestination({ suggestedName: attachment.name });
      if (!grantId) return;
      await mailbox.saveAttachment({ envelopeId, index: attachment.index, grantId });
      show({ id: 'saved', title: t('saved'), text: t('savedPlain'), lifeMs: 6_000 });
    });
  };
  const saveAll = (): void => {
    void task.run(async () => {
      const { grantId } = await app.chooseFolder({});
      if (!grantId) return;
      const { files } = await mailbox.saveAllAttachments({ envelopeId, grantId });
      const left = attachments.some(({ executable }) => executable);
      const text = t(left ? 'savedAllBut' : 'savedPlain');
      show({ id: 'saved', title: t('savedAll', { count: files }), text, lifeMs: left ? 12_000 : 6_000 });
    });
  };
  const selected = attachments.find(({ index }) => index === shown);

  return (
    <section className="attachments" aria-label={t('attachmentsLabel')}>
      {areHere ? null : (
        <AwayAttachments
          envelopeId={envelopeId}
          sizeBytes={attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)}
        />
      )}
      {attachments.length > 1 ? (
        <div className="row attachments-head">
          <span className="caption grow">{t('attachments', { count: attachments.length })}</span>
          <Button
            kind="ghost"
            size="small"
            icon={<Icon of={Download} size="small" />}
            onPress={saveAll}
            isDisabled={task.pending}
          >
            {t('saveAll')}
          </Button>
        </div>
      ) : null}
      <ul className="attachments-list">
        {attachments.map((attachment) => (
          <AttachmentItem
            key={attachment.index}
            attachment={attachment}
            isShown={attachment.index === shown}
            task={task}
            onToggle={() => setShown(attachment.index === shown ? null : attachment.index)}
            onSave={() => (attachment.executable ? setAsking(attachment) : save(attachment))}
          />
        ))}
      </ul>
      {task.error ? <ErrorNotice error={task.error} onAction={task.clear} /> : null}
      {selected ? (
        <Preview key={selected.index} envelopeId={envelopeId} attachment={selected} onClose={() => setShown(null)} />
      ) : null}
      {asking ? (
        <Dialog title={t('executableTitle')} onClose={() => setAsking(null)} alert>
          <p className="secondary">{t('executableText', { name: shownName(asking.name) })}</p>
          <DialogActions>
            <Button kind="primary" autoFocus onPress={() => setAsking(null)}>
              {words('cancel')}
            </Button>
            <Button
              kind="danger"
              onPress={() => {
                setAsking(null);
                save(asking);
              }}
            >
              {t('executableGo')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </section>
  );
}

function isOf(kind: AttachmentView['preview']) {
  return ({ preview, executable }: AttachmentView): boolean => preview === kind && !executable;
}

function AttachmentItem({
  attachment,
  isShown,
  task,
  onToggle,
  onSave,
}: {
  readonly attachment: AttachmentView;
  readonly isShown: boolean;
  readonly task: Task;
  readonly onToggle: () => void;
  readonly onSave: () => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  const { preview, executable, searched } = attachment;
  const name = shownName(attachment.name);
  const canPreview = preview !== 'none' && !executable;
  return (
    <li className={`attachment${isShown ? ' is-shown' : ''}`}>
      {canPreview ? (
        <button type="button" className="attachment-open" aria-pressed={isShown} onClick={onToggle}>
          <Extension name={name} />
          <span className="for-screen-readers">{t('preview')}</span>
          <bdi className="grow ellipsis">{name}</bdi>
        </button>
      ) : (
        <span className="attachment-open">
          <Extension name={name} />
          <bdi className="grow ellipsis" title={t('noPreview')}>
            {name}
          </bdi>
        </span>
      )}
      {executable ? (
        <Badge kind="danger" icon={<Icon of={TriangleAlert} />}>
          {t('executable')}
        </Badge>
      ) : attachment.typeMismatch ? (
        <Badge kind="warning" icon={<Icon of={TriangleAlert} />}>
          {t('typeMismatch')}
        </Badge>
      ) : null}
      {searched === 'part' ? (
        <span className="caption attachment-size" title={t('searchedPartText')}>
          {t('searchedPart')}
        </span>
      ) : null}
      <span className="caption attachment-size">{format.size(attachment.sizeBytes)}</span>
      <IconButton
        label={t('save', { name })}
        icon={<Icon of={Download} size="small" />}
        isDisabled={task.pending}
        onPress={onSave}
      />
    </li>
  );
}

function Extension({ name }: { readonly name: string }): ReactNode {
  return (
    <span className="attachment-extension" aria-hidden="true">
      {extensionOf(name)}
    </span>
  );
}

function Preview({
  envelopeId,
  attachment: { index, name, preview },
  onClose,
}: {
  readonly envelopeId: EnvelopeId;
  readonly attachment: AttachmentView;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const label = t('previewPane', { name: shownName(name) });
  return (
    <section className="preview" aria-label={label}>
      {preview === 'document' ? (
        <Suspense fallback={null}>
          <DocumentPreview envelopeId={envelopeId} index={index} label={label} />
        </Suspense>
      ) : (
        <DrawnPreview envelopeId={envelopeId} index={index} isPdf={preview === 'pdf'} name={shownName(name)} />
      )}
      <IconButton
        className="preview-close"
        label={t('closePreview')}
        icon={<Icon of={X} size="small" />}
        onPress={onClose}
      />
    </section>
  );
}

type Failure = 'damaged' | 'encrypted' | 'tooLarge';

/** What is drawn from its bytes: PDF and pictures. */
function DrawnPreview({
  envelopeId,
  index,
  isPdf,
  name,
}: {
  readonly envelopeId: EnvelopeId;
  readonly index: number;
  readonly isPdf: boolean;
  readonly name: string;
}): ReactNode {
  const { t } = useTranslation('reader');
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState<Failure | null>(null);
  const { run, error } = useTask();
  useEffect(() => {
    const abort = new AbortController();
    void run(async () => {
      const { url } = await mailbox.attachmentUrl({ envelopeId, index });
      if (isPdf || (await isDrawable(url, abort.signal))) setAddress(url);
      else if (!abort.signal.aborted) setFailed('tooLarge');
    });
    return () => abort.abort();
  }, [run, envelopeId, index, isPdf]);
  const onFailed = useCallback((encrypted: boolean) => setFailed(encrypted ? 'encrypted' : 'damaged'), []);

  if (error) return <ErrorNotice error={error} />;
  if (failed) {
    return (
      <div className="preview-failed">
        <Banner kind="warning" role="status" title={t('previewFailed')}>
          {t(failureText[failed])}
        </Banner>
      </div>
    );
  }
  if (address === null) return null;
  return isPdf ? (
    <Suspense fallback={null}>
      <PdfPreview address={address} onFailed={onFailed} />
    </Suspense>
  ) : (
    <div className="preview-image">
      <img src={address} alt={name} onError={() => onFailed(false)} />
    </div>
  );
}

const failureText = {
  damaged: 'previewFailedText',
  encrypted: 'encrypted',
  tooLarge: 'imageTooLarge',
} as const;

/** A picture whose size cannot be read is left to the page, which says when it cannot draw it. */
async function isDrawable(address: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await mayBeDrawn(address, signal);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
