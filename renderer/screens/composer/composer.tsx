/** Writing an envelope, beside the list. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, ClockArrowUp, Printer, Stamp, Trash2, X } from 'lucide-react';
import { type ComponentType, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
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
import { ComposerFields } from './composer-fields.tsx';
import { type ComposerAct, composerAct } from './composer-keys.ts';
import { DepartureDialog } from './departure-dialog.tsx';
import { DoubtDialog } from './doubt-dialog.tsx';
import { DraftAttachments } from './draft-attachments.tsx';
import { setLink } from './letter/letter-commands.ts';
import { LetterToolbar } from './letter/letter-toolbar.tsx';
import { LinkDialog } from './letter/link-dialog.tsx';
import { useLetterEditor } from './letter/use-letter-editor.ts';
import { doubtsAbout, type LetterDoubt, ownWords } from './letter-checks.ts';
import { usePhotos } from './photos/use-photos.ts';
import { ReminderChoice } from './reminder-choice.tsx';
import { SendProgress, SignDialog, useSending } from './sending.tsx';
import { SharingNotice } from './sharing-notice.tsx';
import { filledTemplate } from './template-fields.ts';
import { TemplatesDialog } from './templates-dialog.tsx';
import { useAttaching } from './use-attaching.ts';
import { useCompression } from './use-compression.ts';
import { type PennedDraft, usePennedDraft } from './use-draft.ts';
import { useElsewhere } from './use-elsewhere.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useRecipients } from './use-recipients.ts';
import { useSheet } from './use-sheet.ts';

export interface ComposerProps {
  readonly draftId: DraftId;
  readonly account: AccountCard;
  /** A card signs what leaves. */
  readonly signs: boolean;
  /** To be known of this draft before anything of it. */
  readonly notice?: ReactNode;
  readonly onClose: () => void;
  /** What is typed goes on in this draft. */
  readonly onMoved: (draftId: DraftId) => void;
  /** Puts the draft on paper. */
  readonly onPrint: () => void;
  readonly onSent: (envelopeId: EnvelopeId) => void;
  /** Leaves for the models of letters in the settings; null where they are somebody else's. */
  readonly onTemplates: (() => void) | null;
  /** The directory in a window; null to whom it is not open. */
  readonly findPeople: ComponentType<{
    /** Answers whether they were added: they may be too many. */
    readonly onAdd: (people: readonly Omit<RecipientRef, 'role'>[], role: RecipientRef['role']) => boolean;
    readonly onClose: () => void;
  }> | null;
}

export function Composer(props: ComposerProps): ReactNode {
  const { t } = useTranslation('composer');
  const { sheet, task, reload, goesOn } = useSheet(props.draftId);
  const onMoved = (id: DraftId): void => {
    goesOn(id);
    props.onMoved(id);
  };
  return (
    <section className="pane pane-sheet composer" aria-label={t('title')}>
      {task.error ? (
        <div className="composer-notice">
          <ErrorNotice error={task.error} />
          <Button onPress={props.onClose}>{t('later')}</Button>
        </div>
      ) : null}
      {sheet ? (
        <Pen key={sheet.key} {...props} opened={sheet.opened} onMoved={onMoved} onChangedElsewhere={reload} />
      ) : null}
    </section>
  );
}

function Pen(
  props: ComposerProps & { readonly opened: Draft; readonly onChangedElsewhere: () => Promise<void> },
): ReactNode {
  const { opened, account, signs, notice, onClose, onSent, onPrint, onTemplates, findPeople: FindPeople } = props;
  const { t } = useTranslation('composer');
  const { t: words } = useTranslation('delegation');
  const acting = useActing();
  const penned = usePennedDraft(opened, props.onMoved);
  const { content, change } = penned;
  const recipients = useRecipients(penned);
  const sending = useSending({ draftId: opened.id, edition: opened.edition, penned, signs, onSent });
  const attaching = useAttaching(opened.id, penned.takeAttachments);
  const photos = usePhotos(opened.id, penned.attachments, penned.takeAttachments);
  const compression = useCompression(opened.id, penned);
  /** Attachments are not yet what they are to be. */
  const isAttaching = attaching.isUnderWay || photos.isUnderWay || compression.task.pending;
  const attachingNow = useRef(isAttaching);
  attachingNow.current = isAttaching;
  useElsewhere(opened.id, penned, sending.isUnderWay || isAttaching, props.onChangedElsewhere);
  const dropping = useFileDrop(attaching.take, sending.isUnderWay);
  const [modelling, setModelling] = useState(false);
  const [finding, setFinding] = useState(false);
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
  const [linking, setLinking] = useState(false);
  const letter = useLetterEditor({
    initial: opened.content,
    label: t('text'),
    placeholder: t('textPlaceholder'),
    locked,
    onChange: penned.changeLetter,
    onLink: () => setLinking(true),
  });
  const focusLetter = useRef(letter.focus);
  // As it was opened: recipients who come later take nobody's hand away.
  const [startsAtLetter] = useState(opened.content.recipients.length > 0);
  useEffect(() => {
    // Writing starts at the top of the letter, above the signature; at once in an answer, which knows its recipients.
    if (startsAtLetter) focusLetter.current();
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
    if (!recipients.phoneCodes.expectReady()) return;
    setPending(isAttaching);
    if (!isAttaching) void check(at);
  };
  /** What the letter is checked or asked about takes a moment, in which something may have been attached. */
  const leave = (at?: Date): void => {
    if (!recipients.phoneCodes.expectReady()) return;
    setPending(attachingNow.current);
    if (!attachingNow.current) sending.start(at);
  };
  const check = async (at?: Date): Promise<void> => {
    // What the workstation knows of people is worth a doubt, and no reason to keep a letter back when it fails.
    const facts = await penned
      .flush()
      .then(() => draft.recipientFacts({ draftId: opened.id }))
      .catch(() => ({ facts: [] }));
    const found = doubtsAbout({
      ...penned.read(),
      text: ownWords(penned.read().text, t('quoteForwarded')),
      attachments: penned.attachments,
      senderName: displayName(account),
      facts: facts.facts,
    });
    if (found.length > 0) setDoubts(found);
    else leave(at);
  };
  const settleDoubt = (): void => {
    const rest = doubts.slice(1);
    setDoubts(rest);
    if (rest.length === 0) leave(leaveAt);
  };
  const acts: Readonly<Record<ComposerAct, () => void>> = {
    send: () => send(),
    sendLater: () => setChoosing(true),
    findPeople: () => setFinding(true),
    templates: () => setModelling(true),
    close: onClose,
  };
  const actOf = (event: KeyboardEvent): ComposerAct | null =>
    // What is pressed in a dialog of this form rises through it in React's eyes, and is not meant for the letter.
    event.target instanceof Node && event.currentTarget.contains(event.target) && !locked ? composerAct(event) : null;
  // Before a button that has the focus takes Enter for itself: Ctrl+Enter sends the letter, it removes no file.
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    const act = actOf(event);
    if (act === null || act === 'close') return;
    event.preventDefault();
    event.stopPropagation();
    acts[act]();
  };
  // Escape closes first what is open above the letter.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (actOf(event) !== 'close' || event.defaultPrevented) return;
    event.preventDefault();
    acts.close();
  };
  const insert = (template: LetterTemplate): void => {
    setModelling(false);
    const [first] = content.recipients;
    const filled = filledTemplate(content.subject, template, {
      recipient: first ? typesetName(first.name || first.address) : '',
      date: format.longDay(new Date()),
      subject: content.subject,
    });
    change({ subject: filled.subject });
    // Once the dialog has given the focus back.
    requestAnimationFrame(() => letter.insert(filled.text));
  };
  const discardDraft = async (): Promise<void> => {
    penned.abandon();
    if (!(await discard.run(() => draft.discard({ draftId: opened.id, edition: opened.edition })))) {
      penned.resume();
      setDiscarding(false);
      return;
    }
    attaching.abandon();
    void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
    void client.invalidateQueries({ queryKey: queries.counts().queryKey });
    onClose();
  };

  return (
    <form
      className={`composer-form${dropping.isOver ? ' is-over' : ''}`}
      aria-label={t('title')}
      onSubmit={(event) => event.preventDefault()}
      onKeyDownCapture={onKeyDownCapture}
      onKeyDown={onKeyDown}
      {...dropping.handlers}
    >
      <Head
        penned={penned}
        isAnswer={content.inReplyTo !== null}
        locked={locked}
        onTemplates={() => setModelling(true)}
        onPrint={onPrint}
        onClose={onClose}
      />
      {notice ? <div className="composer-notice composer-origin">{notice}</div> : null}
      <div className="composer-notice composer-sharing">
        <SharingNotice sharing={opened.sharing} isWritten={penned.savedAt !== opened.savedAt} />
      </div>
      <ComposerFields
        penned={penned}
        recipients={recipients}
        locked={locked}
        onFind={FindPeople ? () => setFinding(true) : null}
      />
      <div ref={letter.place} className="composer-letter" />
      <LetterToolbar editor={letter} disabled={locked} onLink={() => setLinking(true)} />
      {dropping.isOver ? <p className="composer-drop">{t('dropHere')}</p> : null}
      <DraftAttachments
        draftId={opened.id}
        penned={penned}
        attaching={attaching}
        photos={photos}
        compression={compression}
        disabled={locked}
      />
      <Notices
        penned={penned}
        missing={missing && content.recipients.length === 0}
        pending={pending && isAttaching}
        discard={discard}
        sending={sending}
        signs={signs}
        onRepeat={() => leave(leaveAt)}
        onReload={() => void props.onChangedElsewhere()}
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
            <span className="ellipsis">
              {signs ? t('signedWith', { person: typesetName(displayName(account)) }) : t('notSigned')}
            </span>
            {acting ? (
              <b className="composer-acting ellipsis">{words('sentFor', { owner: acting.owner })}</b>
            ) : (
              <span className="ellipsis">{t('undoPossible')}</span>
            )}
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
      {finding && FindPeople ? (
        <FindPeople
          onAdd={(people, role) => recipients.add(people.map((one) => ({ ...one, role })))}
          onClose={() => setFinding(false)}
        />
      ) : null}
      {modelling ? (
        <TemplatesDialog
          letter={penned.read}
          onInsert={insert}
          onManage={onTemplates}
          onClose={() => setModelling(false)}
        />
      ) : null}
      {linking ? (
        <LinkDialog
          initial={letter.state.link}
          onLink={(address) => {
            setLinking(false);
            letter.run(setLink(address));
          }}
          onClose={() => setLinking(false)}
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
  onPrint,
  onClose,
}: {
  readonly penned: PennedDraft;
  readonly isAnswer: boolean;
  readonly locked: boolean;
  readonly onTemplates: () => void;
  readonly onPrint: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('composer');
  const acting = useActing();
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
      {acting || locked ? null : (
        <ReminderChoice
          days={penned.content.remindAfterDays}
          onChoose={(remindAfterDays) => penned.change({ remindAfterDays })}
        />
      )}
      <Button kind="ghost" size="small" keys="Ctrl M" isDisabled={locked} onPress={onTemplates}>
        {t('templates')}
      </Button>
      <IconButton
        label={t('print')}
        aria-keyshortcuts="Control+P"
        icon={<Icon of={Printer} size="small" />}
        isDisabled={locked}
        onPress={onPrint}
      />
      <IconButton label={t('close')} icon={<Icon of={X} />} onPress={onClose} />
    </div>
  );
}

/** The draft is not what is shown any more. */
function isOther({ code }: WireError): boolean {
  return code === 'draft.changed-elsewhere';
}

function Notices({
  penned,
  missing,
  pending,
  discard,
  sending,
  signs,
  onRepeat,
  onReload,
}: {
  readonly penned: PennedDraft;
  readonly missing: boolean;
  /** Send was pressed while files are still being copied, or a photograph made smaller. */
  readonly pending: boolean;
  readonly discard: Task;
  readonly sending: ReturnType<typeof useSending>;
  readonly signs: boolean;
  readonly onRepeat: () => void;
  /** Reads the draft as it is now. */
  readonly onReload: () => void;
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
      {discard.error ? (
        <ErrorNotice error={discard.error} onAction={isOther(discard.error) ? onReload : discard.clear} />
      ) : null}
      {sending.error ? (
        <ErrorNotice
          error={sending.error}
          onAction={isOther(sending.error) ? onReload : canRepeat ? onRepeat : undefined}
        />
      ) : null}
    </div>
  );
}
