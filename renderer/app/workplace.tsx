/** The window at work: top bar, side bar, and the screens of the current place. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { app, queries } from '../bridge.ts';
import { CardDoctor } from '../screens/card-doctor/card-doctor.tsx';
import { Composer } from '../screens/composer/composer.tsx';
import { saveDraftsNow } from '../screens/composer/unsaved-drafts.ts';
import { DirectoryScreen } from '../screens/directory/directory-screen.tsx';
import { DraftsList } from '../screens/drafts/drafts-list.tsx';
import { MailboxList, type MailboxListHandle } from '../screens/mailbox/mailbox-list.tsx';
import { OutboxScreen } from '../screens/outbox/outbox-screen.tsx';
import { ProofScreen } from '../screens/proof/proof-screen.tsx';
import { Reader } from '../screens/reader/reader.tsx';
import { SearchScreen } from '../screens/search/search-screen.tsx';
import type { Section } from '../screens/settings/settings-index.ts';
import { SettingsScreen, type SettingsScreenProps } from '../screens/settings/settings-screen.tsx';
import { Empty } from '../ui/empty.tsx';
import { useArrivals } from './arrivals.tsx';
import { type Command, matchingCommands } from './commands.ts';
import { useDepartures } from './departures.tsx';
import { type Finding, useFinding } from './finding.ts';
import { useKeyboard } from './keyboard.ts';
import { useNavigation, usePlaceChosen } from './place.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { SideBar } from './side-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import './workplace.css';
import { useWriting, type Writing } from './writing.tsx';

export function Workplace({
  session,
  onSwitched,
}: {
  readonly session: SessionView;
  readonly onSwitched: () => void;
}): ReactNode {
  const { t: keys } = useTranslation('keyboard');
  const { place, box, go, openEnvelope, openProof, leaveProof } = useNavigation();
  const [showsShortcuts, setShowsShortcuts] = useState(false);
  const [settingsSection, setSettingsSection] = useState<Section>('identity');
  const finding = useFinding();
  const list = useRef<MailboxListHandle>(null);
  const write = useWriting();
  const departures = useDepartures({
    onReopen: (draftId) => go({ screen: box, draftId }),
    onProof: openProof,
  });
  useArrivals(session);
  usePlaceChosen(go);

  const lock = async (): Promise<void> => {
    await saveDraftsNow();
    await app.lock({});
  };
  const close = async (): Promise<void> => {
    await saveDraftsNow();
    await app.window({ act: 'close' });
  };
  const switchUser = async (): Promise<void> => {
    await saveDraftsNow();
    await app.switchUser({});
    onSwitched();
  };
  const showsEnvelope =
    !finding.isOpen && (place.screen === 'received' || place.screen === 'sent') && place.draftId === null;
  const { envelopeId } = place;
  useKeyboard({
    find: finding.start,
    help: () => setShowsShortcuts(true),
    compose: () => void write.compose(),
    lock: () => void lock(),
    goReceived: () => go({ screen: 'received' }),
    goSent: () => go({ screen: 'sent' }),
    goDrafts: () => go({ screen: 'drafts' }),
    goOutbox: () => go({ screen: 'outbox' }),
    goDirectory: () => go({ screen: 'directory' }),
    goSettings: () => finding.leaveFor(() => go({ screen: 'settings' })),
    goDoctor: () => go({ screen: 'card-doctor' }),
    ...(finding.isOpen ? keysOfSearch(finding, write, openProof) : {}),
    ...(showsEnvelope ? { next: () => list.current?.move(1), previous: () => list.current?.move(-1) } : {}),
    ...(showsEnvelope && envelopeId
      ? {
          ...(place.screen === 'received'
            ? {
                answer: () => void write.answer(envelopeId, false),
                answerAll: () => void write.answer(envelopeId, true),
              }
            : {}),
          proof: () => openProof(envelopeId),
          close: () => {
            openEnvelope(null);
            list.current?.focus();
          },
        }
      : {}),
    ...(place.screen === 'proof' && !finding.isOpen ? { close: leaveProof } : {}),
    ...(departures.undoable ? { undo: () => departures.undoable && departures.undo(departures.undoable) } : {}),
  });

  const commands: readonly Command[] = [
    { id: 'compose', label: keys('compose'), run: () => void write.compose() },
    { id: 'received', label: keys('goReceived'), run: () => go({ screen: 'received' }) },
    { id: 'sent', label: keys('goSent'), run: () => go({ screen: 'sent' }) },
    { id: 'drafts', label: keys('goDrafts'), run: () => go({ screen: 'drafts' }) },
    { id: 'outbox', label: keys('goOutbox'), run: () => go({ screen: 'outbox' }) },
    { id: 'directory', label: keys('goDirectory'), run: () => go({ screen: 'directory' }) },
    { id: 'settings', label: keys('goSettings'), run: () => go({ screen: 'settings' }) },
    { id: 'doctor', label: keys('goDoctor'), run: () => go({ screen: 'card-doctor' }) },
    { id: 'lock', label: keys('lock'), run: () => void lock() },
    { id: 'help', label: keys('help'), run: () => setShowsShortcuts(true) },
  ];

  return (
    <div className="workplace">
      <TitleBar
        account={session.account}
        signs={session.signs}
        finder={finding.finder}
        onSettings={() => finding.leaveFor(() => go({ screen: 'settings' }))}
        onDoctor={() => finding.leaveFor(() => go({ screen: 'card-doctor' }))}
        onHelp={() => setShowsShortcuts(true)}
        onLock={() => void lock()}
        onSwitchUser={() => void switchUser()}
        onClose={() => void close()}
      />
      <div className="workplace-panes">
        <SideBar onCompose={() => void write.compose()} />
        <div className="workplace-place" inert={finding.isOpen}>
          <ScreenBoundary key={place.screen}>
            <Screens
              session={session}
              listRef={list}
              panel={departures.panel}
              write={write}
              settings={{ section: settingsSection, onSection: setSettingsSection }}
            />
          </ScreenBoundary>
        </div>
        {finding.isOpen ? (
          <div className="workplace-place">
            <ScreenBoundary>
              <SearchPlace finding={finding} session={session} commands={commands} write={write} />
            </ScreenBoundary>
          </div>
        ) : null}
      </div>
      {showsShortcuts ? <ShortcutsSheet onClose={() => setShowsShortcuts(false)} /> : null}
    </div>
  );
}

/** Keys outside the search field: those of the envelope that was opened from it, and Escape. */
function keysOfSearch(finding: Finding, write: Writing, openProof: (envelopeId: EnvelopeId) => void) {
  const { openId, openBox, leaveFor } = finding;
  const answer = (toAll: boolean) => () => openId && leaveFor(() => void write.answer(openId, toAll));
  return {
    close: finding.leave,
    ...(openId ? { proof: () => leaveFor(() => openProof(openId)) } : {}),
    ...(openBox === 'received' ? { answer: answer(false), answerAll: answer(true) } : {}),
  };
}

/** What the search field finds, and the envelope opened from it; what leads elsewhere leaves the search. */
function SearchPlace({
  finding,
  session,
  commands,
  write,
}: {
  readonly finding: Finding;
  readonly session: SessionView;
  readonly commands: readonly Command[];
  readonly write: Writing;
}): ReactNode {
  const { openProof } = useNavigation();
  const { finder, text, openId, leaveFor } = finding;
  const answering = matchingCommands(commands, text).map((command) => ({
    ...command,
    run: () => leaveFor(command.run),
  }));
  return (
    <main className={`workplace-two${openId ? ' has-open' : ''}`}>
      <SearchScreen
        ref={finder.results}
        text={text}
        listId={finder.listId}
        commands={answering}
        openId={openId}
        onOpen={finding.open}
        onWrite={(hit) => leaveFor(() => void write.to(hit))}
        onActive={finding.setActiveId}
      />
      <Reader
        envelopeId={openId}
        account={session.account}
        onAnswer={(envelopeId, toAll) => leaveFor(() => void write.answer(envelopeId, toAll))}
        onProof={(envelopeId) => leaveFor(() => openProof(envelopeId))}
        onClose={finding.closeEnvelope}
      />
    </main>
  );
}

function Screens({
  session,
  listRef,
  panel,
  write,
  settings,
}: {
  readonly session: SessionView;
  readonly listRef: RefObject<MailboxListHandle | null>;
  readonly panel: ReactNode;
  readonly write: Writing;
  readonly settings: Pick<SettingsScreenProps, 'section' | 'onSection'>;
}): ReactNode {
  const { place, box, go, openEnvelope, openDraft, openProof, leaveProof } = useNavigation();
  const { data: counts } = useQuery(queries.counts());
  const composer = place.draftId ? (
    <Composer
      draftId={place.draftId}
      account={session.account}
      signs={session.signs}
      onClose={() => openDraft(null)}
      onSent={() => openDraft(null)}
    />
  ) : null;
  switch (place.screen) {
    case 'received':
    case 'sent':
      return (
        <main
          className={`workplace-two${place.envelopeId || place.draftId ? ' has-open' : ''}${composer ? ' is-writing' : ''}`}
        >
          <MailboxList
            key={place.screen}
            ref={listRef}
            box={place.screen}
            unopened={counts?.unopened ?? 0}
            openId={place.envelopeId}
            onOpen={openEnvelope}
            onCompose={() => void write.compose()}
          >
            {panel}
          </MailboxList>
          {composer ?? (
            <Reader
              envelopeId={place.envelopeId}
              account={session.account}
              onAnswer={(envelopeId, toAll) => void write.answer(envelopeId, toAll)}
              onProof={openProof}
              onClose={() => openEnvelope(null)}
            />
          )}
        </main>
      );
    case 'drafts':
      return (
        <main className={`workplace-two is-writing${place.draftId ? ' has-open' : ''}`}>
          <DraftsList openId={place.draftId} onOpen={openDraft} onCompose={() => void write.compose()}>
            {panel}
          </DraftsList>
          {composer ?? <NoDraft />}
        </main>
      );
    case 'outbox':
      return <OutboxScreen onReopen={(draftId) => go({ screen: box, draftId })} onProof={openProof} />;
    case 'proof':
      return place.envelopeId ? <ProofScreen envelopeId={place.envelopeId} onBack={leaveProof} /> : null;
    case 'settings':
      return (
        <SettingsScreen
          {...settings}
          signs={session.signs}
          onOpen={(envelopeId, from) => go({ screen: from, envelopeId })}
        />
      );
    case 'card-doctor':
      return <CardDoctor />;
    default:
      return <DirectoryScreen onWrite={(hit) => void write.to(hit)} />;
  }
}

function NoDraft(): ReactNode {
  const { t } = useTranslation('drafts');
  return (
    <section className="pane pane-sheet" aria-label={t('nothingOpen')}>
      <Empty title={t('nothingOpen')}>{t('emptyText')}</Empty>
    </section>
  );
}
