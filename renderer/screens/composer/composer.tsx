/** Writing an envelope, beside the list. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, ClockArrowUp, Stamp, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import type { LetterTemplate } from '../../../contract/model/account-item.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { draft, queries } from '../../bridge.ts';
import { useActing } from '../../ui/acting.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import './composer.css';
import { DepartureDialog } from './departure-dialog.tsx';
import { DoubtDialog } from './doubt-dialog.tsx';
import { DraftAttachments } from './draft-attachments.tsx';
import { doubtsAbout, type LetterDoubt, ownWords, withRecipient } from './letter-checks.ts';
import { RecipientsField } from './recipients-field.tsx';
import { SendProgress, SignDialog, useSending } from './sending.tsx';
import { insertTemplate, nextField } from './template-fields.ts';
import { TemplatesDialog } from './templates-dialog.tsx';
import { useAttaching } from './use-attaching.ts';
import { type PennedDraft, usePennedDraft } from './use-draft.ts';
import { useFileDrop } from './use-file-drop.ts';

export interface ComposerProps {
  readonly draftId: DraftId;
  readonly account: AccountCard;
  /** A card signs what leaves. */
  readonly signs: boolean;
  /** To be known of this draft before anything of it. */
  readonly notice?: ReactNode;
  readonly onClose: () => void;
  readonly onSent: (envelopeId: EnvelopeId) => void;
}

export function Composer(props: ComposerProps): ReactNode {
  const { t } = useTranslation('composer');
  const { draftId } = props;
  const task = useTask();
  const [opened, setOpened] = useState<Draft | null>(null);
  const { run } = task;
  useEffect(() => {
    setOpened(null);
    void run(async () => setOpened(await draft.get({ draftId })));
  }, [run, draftId]);
  return (
    <section className="pane pane-sheet composer" aria-label={t('title')}>
      {task.error ? (
        <div className="composer-notice">
          <ErrorNotice error={task.error} />
          <Button onPress={props.onClose}>{t('later')}</Button>
        </div>
      ) : null}
      {opened && opened.id === draftId ? <Pen key={opened.id} {...props} opened={opened} /> : null}
    </section>
  );
}

function Pen({
  opened,
  account,
  signs,
  notice,
  onClose,
  onSent,
}: ComposerProps & { readonly opened: Draft }): ReactNode {
  const { t } = useTranslation('composer');
  const { t: words } = useTranslation('delegation');
  const acting = useActing();
  const penned = usePennedDraft(opened);
  const { content, change } = penned;
  const sending = useSending({ draftId: opened.id, penned, signs, onSent });
  const attaching = useAttaching(opened.id, penned.takeAttachments);
  const dropping = useFileDrop(attaching.take, sending.isUnderWay);
  const [modelling, setModelling] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [leaveAt, setLeaveAt] = useState<Date | undefined>(undefined);
  const [pending, setPending] = useState(false);
  const [doubts, setDoubts] = useState<readonly LetterDoubt[]>([]);
  const [missing, setMissing] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const discard = useTask();
  const client = useQueryClient();
  const format = useFormat();
  const locked = sending.isUnderWay;
  const letter = useRef<HTMLTextAreaElement>(null);
  const startsAtLetter = opened.content.recipients.length > 0;
  useEffect(() => {
    // Writing starts at the top of the letter, above the signature; at once in an answer, which knows its recipients.
    letter.current?.setSelectionRange(0, 0);
    if (startsAtLetter) letter.current?.focus();
  }, [startsAtLetter]);

  const send = (at?: Date): void => {
    setChoosing(false);
    if (locked) return;
    setLeaveAt(at);
    if (content.recipients.length === 0) {
      setMissing(true);
      return;
    }
    setMissing(false);
    setPending(attaching.isUnderWay);
    if (attaching.isUnderWay) return;
    void check(at);
  };
  const check = async (at?: Date): Promise<void> => {
    // What the workstation knows of people is worth a doubt, and no reason to keep a letter back when it fails.
    const facts = await penned
      .flush()
      .then(() => draft.recipientFacts({ draftId: opened.id }))
      .catch(() => ({ facts: [] }));
    const found = doubtsAbout({
      ...content,
      text: ownWords(content.text, t('quoteForwarded')),
      attachments: penned.attachments,
      senderName: displayName(account),
      facts: facts.facts,
    });
    if (found.length > 0) setDoubts(found);
    else sending.start(at);
  };
  const settleDoubt = (): void => {
    const rest = doubts.slice(1);
    setDoubts(rest);
    if (rest.length === 0) sending.start(leaveAt);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // What is pressed in a dialog of this form rises through it in React's eyes, and is not meant for the letter.
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (event.shiftKey) setChoosing(true);
      else send();
    } else if (event.key.toLowerCase() === 'm' && event.ctrlKey && !locked) {
      event.preventDefault();
      setModelling(true);
    } else if (event.key === 'Escape' && !event.defaultPrevented && !locked) {
      event.preventDefault();
      onClose();
    }
  };
  const insert = (template: LetterTemplate): void => {
    setModelling(false);
    const [first] = content.recipients;
    const inserted = insertTemplate(content, template, letter.current?.selectionStart ?? 0, {
      recipient: first ? typesetName(first.name || first.address) : '',
      date: format.longDay(new Date()),
      subject: content.subject,
    });
    change({ subject: inserted.subject, text: inserted.text });
    // Once the dialog has given the focus back and the text is there.
    requestAnimationFrame(() => {
      letter.current?.focus();
      letter.current?.setSelectionRange(inserted.select.start, inserted.select.end);
    });
  };
  /** Tab goes from field to field of a model, and on as always behind the last. */
  const walkFields = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Tab' || event.shiftKey || event.ctrlKey || event.altKey) return;
    const next = nextField(content.text, event.currentTarget.selectionEnd);
    if (!next) return;
    event.preventDefault();
    event.currentTarget.setSelectionRange(next.start, next.end);
  };
  const discardDraft = async (): Promise<void> => {
    penned.abandon();
    if (!(await discard.run(() => draft.discard({ draftId: opened.id })))) {
      setDiscarding(false);
      return;
    }
    void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
    void client.invalidateQueries({ queryKey: queries.counts().queryKey });
    onClose();
  };

  return (
    <form
      className={`composer-form${dropping.isOver ? ' is-over' : ''}`}
      aria-label={t('title')}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
      {...dropping.handlers}
    >
      <Head
        penned={penned}
        isAnswer={content.inReplyTo !== null}
        locked={locked}
        onTemplates={() => setModelling(true)}
        onClose={onClose}
      />
      {notice ? <div className="composer-notice composer-origin">{notice}</div> : null}
      <Fields penned={penned} locked={locked} />
      <textarea
        ref={letter}
        className="composer-text letter"
        aria-label={t('text')}
        placeholder={t('textPlaceholder')}
        value={content.text}
        disabled={locked}
        onKeyDown={walkFields}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      {dropping.isOver ? <p className="composer-drop">{t('dropHere')}</p> : null}
      <DraftAttachments draftId={opened.id} penned={penned} attaching={attaching} disabled={locked} />
      <Notices
        penned={penned}
        missing={missing && content.recipients.length === 0}
        pending={pending && attaching.isUnderWay}
        discard={discard}
        sending={sending}
        signs={signs}
        onRepeat={() => sending.start(leaveAt)}
      />
      {locked ? (
        <SendProgress sending={sending} signs={signs} />
      ) : (
        <footer className="composer-foot">
          <Button
            className="composer-send"
            kind="primary"
            icon={<Icon of={Stamp} />}
            keys="Ctrl ↵"
            onPress={() => send()}
          >
            {t(signs ? 'send' : 'sendUnsigned')}
          </Button>
          <span className="caption composer-promise">
            {signs ? t('signedWith', { person: typesetName(displayName(account)) }) : t('notSigned')}
            {acting ? <b className="composer-acting"> {words('sentFor', { owner: acting.owner })}</b> : null}
            <br />
            {t('undoPossible')}
          </span>
          <span className="grow" />
          <IconButton
            size="normal"
            label={t('sendLater')}
            icon={<Icon of={CalendarClock} />}
            onPress={() => setChoosing(true)}
          />
          <Button kind="ghost" icon={<Icon of={ClockArrowUp} />} onPress={onClose}>
            {t('later')}
          </Button>
          <IconButton
            size="normal"
            label={t('discard')}
            icon={<Icon of={Trash2} />}
            onPress={() => setDiscarding(true)}
          />
        </footer>
      )}
      {modelling ? (
        <TemplatesDialog
          letter={{ subject: content.subject, text: content.text }}
          onInsert={insert}
          onClose={() => setModelling(false)}
        />
      ) : null}
      {choosing ? <DepartureDialog onChoose={send} onClose={() => setChoosing(false)} /> : null}
      {doubts[0] ? <DoubtDialog doubt={doubts[0]} onGo={settleDoubt} onBack={() => setDoubts([])} /> : null}
      {discarding ? (
        <Dialog title={t('discardTitle')} onClose={() => setDiscarding(false)} alert>
          <p className="secondary">{t('discardText')}</p>
          <DialogActions>
            <Button kind="danger" isDisabled={discard.pending} onPress={() => void discardDraft()}>
              {t('discardGo')}
            </Button>
            <Button autoFocus onPress={() => setDiscarding(false)}>
              {t('keep')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
      <SignDialog sending={sending} />
    </form>
  );
}

function Head({
  penned,
  isAnswer,
  locked,
  onTemplates,
  onClose,
}: {
  readonly penned: PennedDraft;
  readonly isAnswer: boolean;
  readonly locked: boolean;
  readonly onTemplates: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const state = penned.error
    ? t('notSaved')
    : penned.saving
      ? t('saving')
      : penned.savedAt
        ? t('savedAt', { time: format.clock(penned.savedAt) })
        : t('notSaved');
  return (
    <div className="pane-head composer-head">
      <h1>{t(isAnswer ? 'titleAnswer' : 'title')}</h1>
      <span className="caption">{state}</span>
      <span className="grow" />
      <Button kind="ghost" size="small" keys="Ctrl M" isDisabled={locked} onPress={onTemplates}>
        {t('templates')}
      </Button>
      <IconButton label={t('close')} icon={<Icon of={X} />} onPress={onClose} />
    </div>
  );
}

function Fields({ penned, locked }: { readonly penned: PennedDraft; readonly locked: boolean }): ReactNode {
  const { t } = useTranslation('composer');
  const { content, change } = penned;
  const to = content.recipients.filter(({ role }) => role === 'to');
  const copy = content.recipients.filter(({ role }) => role === 'cc');
  const [copying, setCopying] = useState(copy.length > 0);
  const remove = (address: string): void =>
    change({ recipients: content.recipients.filter((recipient) => recipient.address !== address) });
  const fieldsFor = {
    disabled: locked,
    onAdd: (added: readonly RecipientRef[]) => change({ recipients: added.reduce(withRecipient, content.recipients) }),
    onRemove: remove,
  };
  return (
    <div className="composer-fields">
      <RecipientsField
        {...fieldsFor}
        label={t('to')}
        name={t('recipientsTo')}
        line="to"
        recipients={to}
        autoFocus={content.recipients.length === 0}
        aside={
          copying ? null : (
            <button type="button" className="composer-copy caption" disabled={locked} onClick={() => setCopying(true)}>
              {t('copy')} <span className="for-screen-readers">{t('addCopy')}</span>
            </button>
          )
        }
      />
      {copying ? (
        <RecipientsField
          {...fieldsFor}
          label={t('copy')}
          name={t('recipientsCopy')}
          line="cc"
          recipients={copy}
          autoFocus={copy.length === 0}
        />
      ) : null}
      <label className="composer-line">
        <span className="field-label">{t('subject')}</span>
        <input
          className="composer-subject"
          type="text"
          autoComplete="off"
          maxLength={998}
          value={content.subject}
          disabled={locked}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}

function Notices({
  penned,
  missing,
  pending,
  discard,
  sending,
  signs,
  onRepeat,
}: {
  readonly penned: PennedDraft;
  readonly missing: boolean;
  /** Send was pressed while files are still being copied. */
  readonly pending: boolean;
  readonly discard: Task;
  readonly sending: ReturnType<typeof useSending>;
  readonly signs: boolean;
  readonly onRepeat: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const { data: state } = useQuery(queries.cardState());
  if (!missing && !pending && !penned.error && !discard.error && !sending.error) return null;
  // What only a change of the letter can mend is not sent again as it is.
  const canSign = !signs || state?.state === 'ready';
  const canRepeat = canSign && (sending.error?.retry !== 'never' || sending.error.code === 'app.bug');
  return (
    <div className="composer-notice">
      {missing ? (
        <p className="composer-missing" role="alert">
          {t('noRecipient')}
        </p>
      ) : null}
      {pending ? <ErrorNotice error={{ code: 'draft.attachment-pending', retry: 'now' }} /> : null}
      {penned.error ? (
        <ErrorNotice error={penned.error} onAction={() => void penned.flush().catch(() => undefined)} />
      ) : null}
      {discard.error ? <ErrorNotice error={discard.error} onAction={discard.clear} /> : null}
      {sending.error ? <ErrorNotice error={sending.error} onAction={canRepeat ? onRepeat : undefined} /> : null}
    </div>
  );
}
