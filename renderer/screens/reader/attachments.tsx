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
import { extensionOf } from '../../ui/format/file-name.ts';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import './attachments.css';

const PdfPreview = lazy(() => import('./pdf-preview.tsx'));

interface Props {
  readonly envelopeId: EnvelopeId;
  readonly attachments: readonly AttachmentView[];
}

export function Attachments({ envelopeId, attachments }: Props): ReactNode {
  const { t } = useTranslation('reader');
  const { show } = useToasts();
  const [shown, setShown] = useState<number | null>(
    () => attachments.find(({ preview, executable }) => preview === 'pdf' && !executable)?.index ?? null,
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
          <p className="secondary">{t('executableText', { name: asking.name })}</p>
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
  const { name, preview, executable } = attachment;
  const canPreview = preview !== 'none' && !executable;
  return (
    <li className={`attachment${isShown ? ' is-shown' : ''}`}>
      {canPreview ? (
        <button type="button" className="attachment-open" aria-pressed={isShown} onClick={onToggle}>
          <Extension name={name} />
          <span className="for-screen-readers">{t('preview')}</span>
          <span className="grow ellipsis">{name}</span>
        </button>
      ) : (
        <span className="attachment-open">
          <Extension name={name} />
          <span className="grow ellipsis" title={t('noPreview')}>
            {name}
          </span>
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
  attachment,
  onClose,
}: {
  readonly envelopeId: EnvelopeId;
  readonly attachment: AttachmentView;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState<'damaged' | 'encrypted' | null>(null);
  const task = useTask();
  const { run } = task;
  const { index, preview } = attachment;

  useEffect(() => {
    void run(async () => setAddress((await mailbox.attachmentUrl({ envelopeId, index })).url));
  }, [run, envelopeId, index]);
  const onFailed = useCallback((encrypted: boolean) => setFailed(encrypted ? 'encrypted' : 'damaged'), []);

  if (task.error) return <ErrorNotice error={task.error} />;
  if (failed) {
    return (
      <Banner kind="warning" role="status" title={t('previewFailed')}>
        {t(failed === 'encrypted' ? 'encrypted' : 'previewFailedText')}
      </Banner>
    );
  }
  return (
    <section className="preview" aria-label={t('previewPane', { name: attachment.name })}>
      {address === null ? null : preview === 'pdf' ? (
        <Suspense fallback={null}>
          <PdfPreview address={address} onFailed={onFailed} />
        </Suspense>
      ) : preview === 'image' ? (
        <div className="preview-image">
          <img src={address} alt={attachment.name} onError={() => onFailed(false)} />
        </div>
      ) : (
        <TextPreview label={t('previewPane', { name: attachment.name })} address={address} onFailed={onFailed} />
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

/** Characters of a text shown in place; more is for a program of its own. */
const TEXT_PREVIEW_CHARACTERS = 200_000;

function TextPreview({
  label,
  address,
  onFailed,
}: {
  readonly label: string;
  readonly address: string;
  readonly onFailed: (encrypted: boolean) => void;
}): ReactNode {
  const [text, setText] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      const response = await fetch(address, { signal: abort.signal });
      if (!response.ok) throw new Error(`attachment answered ${response.status}`);
      setText((await response.text()).slice(0, TEXT_PREVIEW_CHARACTERS));
    };
    load().catch(() => {
      if (!abort.signal.aborted) onFailed(false);
    });
    return () => abort.abort();
  }, [address, onFailed]);
  return (
    <ScrollRegion className="preview-text" label={label}>
      <pre className="code">{text}</pre>
    </ScrollRegion>
  );
}
