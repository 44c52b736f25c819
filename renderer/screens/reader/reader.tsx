/** An envelope, open: above the flap Medimail speaks, below it the correspondent. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, Ellipsis, Folder, Forward, Reply, ReplyAll, Stamp, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import type { Box, EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import type { Recipient } from '../../../contract/model/recipient.ts';
import { mailbox, queries } from '../../bridge.ts';
import { useActing, useAllows } from '../../ui/acting.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { type Act, copyLooks, type Targets, targetsOfRow } from '../../ui/envelope-acts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Flap } from '../../ui/flap.tsx';
import { placeNameOf } from '../../ui/folders/row-place.ts';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Seal } from '../../ui/seal/seal.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useActLooks } from '../../ui/use-act-looks.ts';
import { useNow } from '../../ui/use-now.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { OpeningEnvelope } from './arriving.tsx';
import { Attachments } from './attachments.tsx';
import { Conversation, type ConversationProps } from './conversation.tsx';
import { FollowUp } from './follow-up.tsx';
import { Handling } from './handling.tsx';
import { HtmlLetter, PlainLetter } from './letter.tsx';
import './reader.css';
import { Timeline } from './timeline.tsx';
import { timelineSteps } from './timeline-steps.ts';
import { ToldAbsences } from './told-absences.tsx';
import { digestOf, headerWordsOf, reasonWord, type Trust, trustOf } from './trust.ts';
import { TrustLine } from './trust-line.tsx';

export interface ReaderProps {
  readonly envelopeId: EnvelopeId | null;
  readonly account: AccountCard;
  readonly onAnswer: (envelopeId: EnvelopeId, toAll: boolean) => void;
  readonly onForward: (envelopeId: EnvelopeId) => void;
  /** Writes to those who have not opened it. */
  readonly onFollowUp: (envelopeId: EnvelopeId) => void;
  readonly onProof: (envelopeId: EnvelopeId) => void;
  readonly folders: readonly FolderView[];
  readonly onAct: (act: Act, targets: Targets) => void;
  /** Goes to another letter of the conversation. */
  readonly onOpen: (envelopeId: EnvelopeId, box: Box) => void;
  /** Back to the list, where the window is too narrow for both. */
  readonly onClose: () => void;
}

/** Time an envelope must be on screen before it counts as displayed, in milliseconds. */
const DISPLAYED_AFTER_MS = 400;
const MINUTE_MS = 60_000;

export function Reader(props: ReaderProps): ReactNode {
  const { t } = useTranslation('reader');
  // Stays as it was while one goes through a conversation.
  const [isUnfolded, setIsUnfolded] = useState(false);
  return (
    <section className="pane pane-sheet reader" aria-label={t('pane')}>
      {props.envelopeId ? (
        <OpenReader
          key={props.envelopeId}
          {...props}
          envelopeId={props.envelopeId}
          isUnfolded={isUnfolded}
          onUnfold={setIsUnfolded}
        />
      ) : (
        <Empty title={t('nothingOpen')}>{t('nothingOpenText')}</Empty>
      )}
    </section>
  );
}

interface OpenReaderProps extends ReaderProps, Pick<ConversationProps, 'isUnfolded' | 'onUnfold'> {
  readonly envelopeId: EnvelopeId;
}

function OpenReader(props: OpenReaderProps): ReactNode {
  const { envelopeId, account } = props;
  const { t } = useTranslation('reader');
  const { data: view, error, refetch, isFetching } = useQuery(queries.envelope(envelopeId));
  const now = useNow(MINUTE_MS);
  useDisplayed(envelopeId, view);
  const { data: conversation } = useQuery(queries.conversation(envelopeId));
  const row = conversation?.rows.find(({ id }) => id === envelopeId);

  if (!view) {
    if (!error) {
      return <OpeningEnvelope envelopeId={envelopeId} />;
    }
    return (
      <>
        {row ? <Handling row={row} hasContent={false} now={now} onAct={props.onAct} /> : null}
        <div className="reader-notice">
          <ErrorNotice error={wireOf(error)} onAction={() => void refetch()} busy={isFetching} />
        </div>
      </>
    );
  }
  const trust = trustOf(view.signature, view.seal);
  return (
    <>
      <Toolbar {...props} view={view} />
      {row ? (
        <FollowUp row={row} now={now} onAct={props.onAct} onFollowUp={() => props.onFollowUp(envelopeId)} />
      ) : null}
      {row ? <Handling row={row} hasContent={view.record.content !== null} now={now} onAct={props.onAct} /> : null}
      <ToldAbsences view={view} now={now} />
      <Conversation {...props} now={now} />
      <Header view={view} account={account} trust={trust} now={now} onProof={() => props.onProof(envelopeId)} />
      <Flap look={trust === 'vouched' ? 'whole' : trust === 'doubt' ? 'doubt' : 'cut'}>
        <Seal
          sha256={digestOf(view)}
          sizePx={52}
          look={trust === 'vouched' ? 'full' : trust === 'doubt' ? 'outline' : 'broken'}
          label={t('sealOf', {
            state: t(trust === 'vouched' ? 'sealWhole' : trust === 'doubt' ? 'sealDoubt' : 'sealCut'),
          })}
        />
      </Flap>
      <Body view={view} trust={trust} onRetry={() => void refetch()} busy={isFetching} />
      <Timeline steps={timelineSteps(view.record, view.events, account.accountId, now)} now={now} />
    </>
  );
}

/** States the opening once the person has the content before them. Nothing is stated for what is hidden. */
function useDisplayed(envelopeId: EnvelopeId, view: EnvelopeView | undefined): void {
  const client = useQueryClient();
  const isShown = view?.box === 'received' && view.content !== null && trustOf(view.signature, view.seal) !== 'altered';
  useEffect(() => {
    if (!isShown) return;
    const timer = window.setTimeout(async () => {
      // The session keeps the statement and sends it when it can; a failure here is told by the next opening.
      await mailbox.displayed({ envelopeId }).catch(() => undefined);
      void client.invalidateQueries({ queryKey: ['mailbox', 'rows'] });
      void client.invalidateQueries({ queryKey: queries.counts().queryKey });
    }, DISPLAYED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [client, envelopeId, isShown]);
}

function Toolbar({
  envelopeId,
  view,
  folders,
  onAct,
  onAnswer,
  onForward,
  onClose,
}: ReaderProps & { readonly envelopeId: EnvelopeId; readonly view: EnvelopeView }): ReactNode {
  const { t } = useTranslation('reader');
  const { t: words } = useTranslation('delegation');
  const acting = useActing();
  const mayAnswer = useAllows('answer');
  const maySend = useAllows('send');
  const others = view.record.recipients.length > 1;
  return (
    <div className="pane-head reader-bar">
      <Button className="reader-back" kind="ghost" size="small" icon={<Icon of={ChevronLeft} />} onPress={onClose}>
        {t('back')}
      </Button>
      {view.record.content && view.box === 'received' && mayAnswer ? (
        <>
          <Button size="small" icon={<Icon of={Reply} />} keys="R" onPress={() => onAnswer(envelopeId, false)}>
            {acting ? words('answerFor', { owner: acting.shortOwner }) : t('answer')}
          </Button>
          {others ? (
            <Button kind="ghost" size="small" icon={<Icon of={ReplyAll} />} onPress={() => onAnswer(envelopeId, true)}>
              {t('answerAll')}
            </Button>
          ) : null}
        </>
      ) : null}
      {view.record.content && maySend ? (
        <Button kind="ghost" size="small" icon={<Icon of={Forward} />} keys="F" onPress={() => onForward(envelopeId)}>
          {t('forward')}
        </Button>
      ) : null}
      <span className="grow" />
      <Keeping envelopeId={envelopeId} folders={folders} onAct={onAct} />
      <Copies view={view} onAct={onAct} />
    </div>
  );
}

/** What leaves a copy of it: paper, files, this workstation. */
function Copies({ view, onAct }: Pick<ReaderProps, 'onAct'> & { readonly view: EnvelopeView }): ReactNode {
  const { t } = useTranslation('keeping');
  const { data: kept } = useQuery(queries.kept());
  const looks = copyLooks({ isOne: true, mayKeep: kept?.allowed ?? false, kept: view.keptSince !== null });
  return (
    <MenuButton
      button={<IconButton label={t('moreActs')} icon={<Icon of={Ellipsis} size="small" />} />}
      label={t('moreActs')}
      commands={looks.map(({ act, icon, word, keys }) => ({
        id: act,
        label: t(word),
        icon: <Icon of={icon} />,
        ...(keys ? { keys: <KeyCap keys={keys} /> } : {}),
        run: () =>
          onAct(act, { ids: [view.record.id], allFlagged: false, followed: false, sent: false, handled: false }),
      }))}
    />
  );
}

/** Where the envelope is kept, and the ways to put it elsewhere. */
function Keeping({
  envelopeId,
  folders,
  onAct,
}: Pick<ReaderProps, 'folders' | 'onAct'> & { readonly envelopeId: EnvelopeId }): ReactNode {
  const { t } = useTranslation('reader');
  const { t: words } = useTranslation('folders');
  const looksOf = useActLooks();
  const { data } = useQuery(queries.conversation(envelopeId));
  const row = data?.rows.find(({ id }) => id === envelopeId);
  if (!row) return null;
  const place = row.place === null ? null : placeNameOf(row, folders, words);
  const looks = looksOf({
    allFlagged: row.flagged,
    archived: row.place === 'archive',
    inBox: row.place === null,
    followed: row.reminder !== null,
  });
  return (
    <>
      {place ? (
        <span className="caption ellipsis reader-place" title={t('keptIn', { place })}>
          <Icon of={Folder} size="small" />
          <span className="for-screen-readers">{t('keptIn', { place })}</span>
          <span aria-hidden="true">{place}</span>
        </span>
      ) : null}
      {looks.map(({ act, icon, word, keys }) => (
        <IconButton
          key={act}
          label={words(word)}
          aria-keyshortcuts={keys}
          icon={<Icon of={icon} size="small" />}
          onPress={() => onAct(act, targetsOfRow(row))}
        />
      ))}
    </>
  );
}

function Header({
  view,
  account,
  trust,
  now,
  onProof,
}: {
  readonly view: EnvelopeView;
  readonly account: AccountCard;
  readonly trust: Trust;
  readonly now: Date;
  readonly onProof: () => void;
}): ReactNode {
  const { t } = useTranslation('reader');
  const { record } = view;
  const { sender } = record;
  const title = record.content ? plainTitle(record.content.subject) || t('untitled') : t('erasedTitle');
  const details = [
    sender.kind === 'invited' ? t('invited') : (sender.specialty ?? sender.profession),
    sender.organisation,
    sender.town,
  ].filter(Boolean);
  return (
    <header className={`vouch${trust === 'doubt' ? ' vouch-doubt' : trust === 'altered' ? ' vouch-bad' : ''}`}>
      <div className="reader-title">
        <h1 className="grow">{title}</h1>
        <Button
          className="reader-proof"
          size="small"
          icon={<Icon of={Stamp} size="small" />}
          keys="P"
          onPress={onProof}
        >
          {t('proof')}
        </Button>
      </div>
      <p className="reader-sender">
        <b>{typesetName(displayName(sender))}</b>{' '}
        <span className="secondary">
          {details.map((detail) => `· ${detail} `)}
          {sender.rpps ? (
            <>
              · {t('rpps')} <span className="code">{sender.rpps}</span>
            </>
          ) : null}
        </span>
      </p>
      <Recipients recipients={record.recipients} account={account} />
      <TrustLine view={view} now={now} />
    </header>
  );
}

/** Names shown before the rest is counted. */
const NAMED_RECIPIENTS = 6;

function Recipients({
  recipients,
  account,
}: {
  readonly recipients: readonly Recipient[];
  readonly account: AccountCard;
}): ReactNode {
  const { t } = useTranslation('reader');
  const [all, setAll] = useState(false);
  const names = (role: 'to' | 'cc'): { readonly text: string; readonly hidden: number } => {
    const people = recipients.filter((recipient) => recipient.role === role);
    const shown = all ? people : people.slice(0, NAMED_RECIPIENTS);
    const text = shown
      .map((recipient) =>
        recipient.accountId === account.accountId
          ? t('you')
          : [
              typesetName(recipient.name),
              recipient.kind === 'invited' ? t('invited') : recipient.profession?.toLocaleLowerCase('fr'),
            ]
              .filter(Boolean)
              .join(', '),
      )
      .join(' ; ');
    return { text: text.replace(/ ;/g, '\u202f;'), hidden: people.length - shown.length };
  };
  const to = names('to');
  const copy = names('cc');
  const hidden = to.hidden + copy.hidden;
  return (
    <p className="secondary reader-recipients">
      {to.text ? t('to', { people: to.text }) : null}
      {to.text && copy.text ? ' · ' : null}
      {copy.text ? t('copy', { people: copy.text }) : null}
      {hidden > 0 ? (
        <Button kind="link" size="small" onPress={() => setAll(true)}>
          {t('moreRecipients', { count: hidden })}
        </Button>
      ) : null}
    </p>
  );
}

function Body({
  view,
  trust,
  onRetry,
  busy,
}: {
  readonly view: EnvelopeView;
  readonly trust: Trust;
  readonly onRetry: () => void;
  readonly busy: boolean;
}): ReactNode {
  const { t } = useTranslation('reader');
  if (trust === 'altered') {
    return (
      <div className="reader-body">
        <Banner
          kind="danger"
          role="alert"
          icon={<Icon of={TriangleAlert} size="large" />}
          title={t('alteredTitle')}
          action={
            <Button onPress={onRetry} isDisabled={busy}>
              {t('alteredAction')}
            </Button>
          }
        >
          {t('alteredText')}
        </Banner>
      </div>
    );
  }
  if (!view.content) {
    return (
      <div className="reader-body">
        {view.record.content ? (
          <Empty
            title={t('absentTitle')}
            action={
              <Button onPress={onRetry} isDisabled={busy}>
                {t('absentAction')}
              </Button>
            }
          >
            {t('absentText')}
          </Empty>
        ) : (
          <Empty title={t('erasedTitle')}>{t('erasedText')}</Empty>
        )}
      </div>
    );
  }
  return (
    <div className="reader-body" tabIndex={-1}>
      {trust === 'doubt' ? <Doubt view={view} onRetry={onRetry} busy={busy} /> : null}
      {view.content.headersDiffer.length > 0 ? <HeadersDiffer fields={view.content.headersDiffer} /> : null}
      <LetterText content={view.content} />
      {view.content.attachments.length > 0 ? (
        <Attachments
          key={String(view.content.attachmentsHere)}
          envelopeId={view.record.id}
          attachments={view.content.attachments}
          areHere={view.content.attachmentsHere}
        />
      ) : null}
    </div>
  );
}

function Doubt({
  view,
  onRetry,
  busy,
}: {
  readonly view: EnvelopeView;
  readonly onRetry: () => void;
  readonly busy: boolean;
}): ReactNode {
  const { t } = useTranslation('reader');
  const why = view.signature.state === 'unverifiable' ? t(reasonWord(view.signature.reason)) : t('whySeal');
  return (
    <Banner
      kind="warning"
      role="status"
      icon={<Icon of={TriangleAlert} size="large" />}
      title={t('doubtTitle')}
      action={
        <Button size="small" onPress={onRetry} isDisabled={busy}>
          {t('doubtAction')}
        </Button>
      }
    >
      {t('doubtText', { why })}
    </Banner>
  );
}

function HeadersDiffer({ fields }: { readonly fields: readonly string[] }): ReactNode {
  const { t } = useTranslation('reader');
  const words = headerWordsOf(fields).map((word) => t(word));
  return (
    <Banner kind="warning" role="status" icon={<Icon of={TriangleAlert} size="large" />} title={t('headersTitle')}>
      {t('headersText', { fields: words.join(', ') })}
    </Banner>
  );
}

function LetterText({ content }: { readonly content: NonNullable<EnvelopeView['content']> }): ReactNode {
  const { t } = useTranslation('reader');
  const [mode, setMode] = useState<'formatted' | 'plain'>('formatted');
  const { html, text } = content;
  return (
    <>
      {html !== null && text.trim() !== '' ? (
        <Segmented
          label={t('view')}
          value={mode}
          options={[
            { value: 'formatted', label: t('formatted') },
            { value: 'plain', label: t('plain') },
          ]}
          onChange={setMode}
        />
      ) : null}
      {html !== null && mode === 'formatted' ? (
        <HtmlLetter html={html} />
      ) : text.trim() === '' ? (
        <p className="muted">{t('noText')}</p>
      ) : (
        <PlainLetter text={text} />
      )}
      {content.textTruncated ? <p className="caption">{t('truncated')}</p> : null}
    </>
  );
}
