/** The window at work: top bar, side bar, and the screens of the current place. */
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import type { ListName } from '../../contract/ipc/mailbox.contract.ts';
import { displayName } from '../../contract/model/person.ts';
import { app } from '../bridge.ts';
import type { MailboxListHandle } from '../screens/mailbox/list-props.ts';
import type { Section } from '../screens/settings/settings-index.ts';
import { useAllows } from '../ui/acting.tsx';
import type { Act } from '../ui/envelope-acts.ts';
import { typesetName } from '../ui/format/typography.ts';
import { useGuide } from '../ui/guide-link.tsx';
import { offeredSteps, useSharedMailbox } from '../ui/handling.tsx';
import { saveTextsNow } from '../ui/unsaved-texts.ts';
import { AbsenceBar } from './absence-bar.tsx';
import { ActingBar } from './acting-bar.tsx';
import { useActs } from './acts.tsx';
import { useArrivals } from './arrivals.tsx';
import { useCacheLoss } from './cache-loss.tsx';
import type { Command } from './commands.ts';
import { useDepartures } from './departures.tsx';
import { useFinding } from './finding.ts';
import { useFolderActs } from './folder-acts.ts';
import { topicOf } from './guide-topic.ts';
import { useLinks } from './incoming-link.tsx';
import { useKeepingActs } from './keeping-acts.tsx';
import { useKeyboard } from './keyboard.ts';
import { listOf } from './lists.ts';
import { useLeaveLostFolder } from './lost-folder.ts';
import { useExporting } from './paper/exporting.tsx';
import { usePrinting } from './paper/printing.tsx';
import { useBoxOfOpen, useNavigation } from './place.tsx';
import { PlaceScreens } from './place-screens.tsx';
import { useSavedSearches } from './saved-searches.ts';
import { ScreenBoundary } from './screen-boundary.tsx';
import { keysOfSearch, SearchPlace } from './search-place.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { SideBar } from './side-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import { useUndoing } from './undoing.tsx';
import type { Mailboxes } from './use-mailboxes.ts';
import './workplace.css';
import { useShowWanted, type WantedOnce } from './wanted.ts';
import { useWriting } from './writing.tsx';

export function Workplace({
  session,
  mailboxes,
  wanted,
  mayPrint,
  onSwitched,
}: {
  readonly session: SessionView;
  readonly mailboxes: Mailboxes;
  readonly wanted: WantedOnce;
  /** Allowed by the administrator. */
  readonly mayPrint: boolean;
  readonly onSwitched: () => void;
}): ReactNode {
  const { t: keys } = useTranslation('keyboard');
  const { place, list: lastList, go, goList, openEnvelope, openDraft, openProof, leaveProof } = useNavigation();
  const [showsShortcuts, setShowsShortcuts] = useState(false);
  const [settingsSection, setSettingsSection] = useState<Section>('identity');
  const finding = useFinding();
  const guide = useGuide();
  const list = useRef<MailboxListHandle>(null);
  const write = useWriting();
  const departures = useDepartures({
    onReopen: (draftId) => goList(lastList, { draftId }),
    onProof: openProof,
  });
  useArrivals(session);
  useCacheLoss();
  const isActing = mailboxes.current !== null;
  const maySend = useAllows('send');
  const mayAnswer = useAllows('answer');
  const shared = useSharedMailbox();
  /** Of what is somebody's already, and of whatever comes under the hand. */
  const steps = offeredSteps(shared, { sent: false, handled: true });
  const stepsOfAny = offeredSteps(shared, { sent: false, handled: false });
  const links = useLinks(write);
  useShowWanted(wanted, (one) => finding.leaveFor(() => ('link' in one ? links.follow(one.link) : go(one.place))));

  const lock = async (): Promise<void> => {
    await saveTextsNow();
    await app.lock({});
  };
  const close = async (): Promise<void> => {
    await saveTextsNow();
    await app.window({ act: 'close' });
  };
  const switchUser = async (): Promise<void> => {
    await saveTextsNow();
    await app.switchUser({});
    onSwitched();
  };
  const shown = finding.isOpen || place.draftId !== null ? null : listOf(place);
  const { draftId, envelopeId } = place;
  const undoing = useUndoing();
  const folderActs = useFolderActs();
  const searches = useSavedSearches();
  useLeaveLostFolder();
  const goToFolder = (folder: ListName): void => {
    goList(folder);
    // Its list is drawn first.
    requestAnimationFrame(() => list.current?.focus());
  };
  const printing = usePrinting({ account: mailboxes.current?.owner ?? session.account, isAllowed: mayPrint });
  const exporting = useExporting();
  const keepingActs = useKeepingActs();
  const acts = useActs({
    printing,
    exporting,
    keeping: keepingActs,
    shown,
    list,
    openId: finding.isOpen ? finding.openId : envelopeId,
    folderActs,
    onFolder: (folderId) => finding.leaveFor(() => goToFolder(folderId)),
  });
  const latest = useRef(acts);
  latest.current = acts;
  /** From the search the list below comes back first. */
  const afterSearch = (act: Act): void => void requestAnimationFrame(() => latest.current.actHere(act));
  const boxOfOpen = useBoxOfOpen();
  const here = (act: Act) => () => acts.actHere(act);
  /** What is on screen: a draft under the pen, a proof, or the open envelope. */
  const printPlace =
    place.screen === 'proof'
      ? printing.page
      : draftId !== null
        ? () => printing.draft(draftId)
        : envelopeId && shown
          ? () => printing.envelope(envelopeId)
          : null;
  const foundId = finding.openId;
  const printHere = !finding.isOpen ? printPlace : foundId ? () => printing.envelope(foundId) : null;
  const actKeys = {
    archive: here('archive'),
    file: here('file'),
    flag: here('flag'),
    putBack: here('putBack'),
    ...(isActing ? {} : { remind: here('remind'), done: here('done') }),
    ...Object.fromEntries(steps.map((step) => [step, here(step)])),
  };
  useKeyboard({
    find: finding.start,
    help: () => setShowsShortcuts(true),
    ...(maySend ? { compose: () => void write.compose() } : {}),
    lock: () => void lock(),
    goReceived: () => go({ screen: 'received' }),
    goSent: () => go({ screen: 'sent' }),
    goDrafts: () => go({ screen: 'drafts' }),
    goOutbox: () => go({ screen: 'outbox' }),
    goFlagged: () => go({ screen: 'flagged' }),
    ...(isActing ? {} : { goFollowed: () => go({ screen: 'followed' }) }),
    goArchive: () => go({ screen: 'archive' }),
    goFolder: acts.goToFolder,
    goDirectory: () => go({ screen: 'directory' }),
    ...(isActing ? {} : { goSettings: () => finding.leaveFor(() => go({ screen: 'settings' })) }),
    goDoctor: () => finding.leaveFor(() => go({ screen: 'card-doctor' })),
    // Escape closes what is open first, and then leads back.
    ...(isActing ? { close: place.draftId === null ? mailboxes.leave : () => openDraft(null) } : {}),
    ...(mailboxes.all.length > 0 ? { nextMailbox: () => finding.leaveFor(mailboxes.next) } : {}),
    ...(finding.isOpen ? keysOfSearch(finding, write, openProof) : {}),
    ...(finding.openId ? actKeys : {}),
    ...(shown ? { ...actKeys, next: () => list.current?.move(1), previous: () => list.current?.move(-1) } : {}),
    ...(shown && envelopeId
      ? {
          ...(boxOfOpen === 'received' && mayAnswer
            ? {
                answer: () => void write.answer(envelopeId, false),
                answerAll: () => void write.answer(envelopeId, true),
              }
            : {}),
          forward: () => void write.forward(envelopeId),
          proof: () => openProof(envelopeId),
          close: () => {
            openEnvelope(null);
            list.current?.focus();
          },
        }
      : {}),
    ...(place.screen === 'proof' && !finding.isOpen ? { close: leaveProof } : {}),
    undoAct: undoing.undoLast,
    ...(printHere ? { print: printHere } : {}),
    ...(departures.undoable ? { undo: () => departures.undoable && departures.undo(departures.undoable) } : {}),
  });

  const commands: readonly Command[] = [
    ...(maySend ? [{ id: 'compose', label: keys('compose'), run: () => void write.compose() }] : []),
    ...(shown && envelopeId && maySend
      ? [{ id: 'forward', label: keys('forward'), run: () => void write.forward(envelopeId) }]
      : []),
    { id: 'received', label: keys('goReceived'), run: () => go({ screen: 'received' }) },
    { id: 'sent', label: keys('goSent'), run: () => go({ screen: 'sent' }) },
    { id: 'drafts', label: keys('goDrafts'), run: () => go({ screen: 'drafts' }) },
    { id: 'outbox', label: keys('goOutbox'), run: () => go({ screen: 'outbox' }) },
    { id: 'flagged', label: keys('goFlagged'), run: () => go({ screen: 'flagged' }) },
    ...(isActing
      ? []
      : [{ id: 'followed', label: keys('goFollowed'), run: () => go({ screen: 'followed' as const }) }]),
    { id: 'archived', label: keys('goArchive'), run: () => go({ screen: 'archive' }) },
    { id: 'folder', label: keys('goFolder'), run: acts.goToFolder },
    ...(listOf(place) && place.draftId === null
      ? (
          [
            ...(['archive', 'file', 'flag', 'putBack'] as const),
            ...(isActing ? [] : (['remind', 'done'] as const)),
            ...stepsOfAny,
            ...(['export', 'keep'] as const),
          ] as const
        ).map((id) => ({
          id,
          label: keys(id === 'export' || id === 'keep' ? `${id}Here` : id),
          run: () => afterSearch(id),
        }))
      : []),
    ...(printPlace ? [{ id: 'print', label: keys('print'), run: printPlace }] : []),
    { id: 'directory', label: keys('goDirectory'), run: () => go({ screen: 'directory' }) },
    ...(isActing ? [] : [{ id: 'settings', label: keys('goSettings'), run: () => go({ screen: 'settings' }) }]),
    { id: 'doctor', label: keys('goDoctor'), run: () => go({ screen: 'card-doctor' }) },
    { id: 'lock', label: keys('lock'), run: () => void lock() },
    { id: 'guide', label: keys('guide'), run: () => guide(topicOf(place, isActing)) },
    { id: 'help', label: keys('help'), run: () => setShowsShortcuts(true) },
  ];

  return (
    <div className={`workplace${isActing ? ' is-acting' : ''}`}>
      <ActingBar person={typesetName(displayName(session.account))} onLeave={mailboxes.leave} />
      <TitleBar
        account={session.account}
        signs={session.signs}
        finder={finding.finder}
        onSettings={isActing ? null : () => finding.leaveFor(() => go({ screen: 'settings' }))}
        onDoctor={() => finding.leaveFor(() => go({ screen: 'card-doctor' }))}
        onGuide={() => guide(null)}
        onHelp={() => setShowsShortcuts(true)}
        onLock={() => void lock()}
        onSwitchUser={() => void switchUser()}
        onClose={() => void close()}
      />
      <AbsenceBar />
      <div className="workplace-panes">
        <SideBar
          mailboxes={mailboxes}
          onCompose={() => void write.compose()}
          onFolder={(folder) => finding.leaveFor(() => goToFolder(folder))}
          onGoToFolder={acts.goToFolder}
          onFile={acts.file}
          onFlag={acts.flag}
          onWorkstation={() => {
            setSettingsSection('workstation');
            finding.leaveFor(() => go({ screen: 'settings' }));
          }}
          folderActs={folderActs}
          searches={{
            lookedFor: finding.isOpen ? finding.text.trim() : null,
            onLook: finding.look,
            onRemove: searches.remove,
          }}
        />
        <div className="workplace-place" inert={finding.isOpen} data-guide={topicOf(place, isActing)}>
          <ScreenBoundary key={place.screen}>
            <PlaceScreens
              session={session}
              acts={acts}
              listRef={list}
              panel={departures.panel}
              printing={printing}
              draftNotice={links.noticeOf(place.draftId)}
              write={write}
              settings={{
                section: settingsSection,
                onSection: setSettingsSection,
                folderActs,
                onFolder: goToFolder,
              }}
            />
          </ScreenBoundary>
        </div>
        {finding.isOpen ? (
          <div className="workplace-place" data-guide="find">
            <ScreenBoundary>
              <SearchPlace
                finding={finding}
                session={session}
                commands={commands}
                write={write}
                onAct={acts.act}
                onSave={searches.save}
              />
            </ScreenBoundary>
          </div>
        ) : null}
      </div>
      {acts.dialog}
      {printing.dialog}
      {exporting.dialog}
      {keepingActs.dialog}
      {links.dialog}
      {showsShortcuts ? <ShortcutsSheet onClose={() => setShowsShortcuts(false)} /> : null}
    </div>
  );
}
