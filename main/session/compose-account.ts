/** The objects of one signed-in account, and how they hear of one another. */
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../contract/errors.ts';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import { emitter } from '../../contract/ipc/define.ts';
import { draftContract, outboxContract } from '../../contract/ipc/draft.contract.ts';
import { folderContract } from '../../contract/ipc/folder.contract.ts';
import { handlingContract } from '../../contract/ipc/handling.contract.ts';
import { keepingContract } from '../../contract/ipc/keeping.contract.ts';
import { mailboxContract } from '../../contract/ipc/mailbox.contract.ts';
import { peopleContract } from '../../contract/ipc/people.contract.ts';
import type { FromSession } from '../../contract/ipc/process.ts';
import { storageContract } from '../../contract/ipc/storage.contract.ts';
import { syncContract } from '../../contract/ipc/sync.contract.ts';
import { FolderId, type ItemKind } from '../../contract/model/account-item.ts';
import type { DelegationScope } from '../../contract/model/delegation.ts';
import type { Holder } from '../../contract/model/handling.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { type AccountCard, displayName } from '../../contract/model/person.ts';
import { createActivity } from './core/activity/activity.ts';
import { createDirectorySearch } from './core/directory-search.ts';
import type { DocumentReader } from './core/document-port.ts';
import { createDrafts } from './core/drafts.ts';
import type { GrantedFiles } from './core/files-port.ts';
import { createHandling } from './core/handling/handling.ts';
import { type AccountItems, createAccountItems } from './core/items/account-items.ts';
import { createFiling } from './core/items/filing.ts';
import { createFolders } from './core/items/folders.ts';
import { createPeople } from './core/items/people.ts';
import { createReminders } from './core/items/reminders.ts';
import { createSavedSearches } from './core/items/saved-searches.ts';
import { createTemplates } from './core/items/templates.ts';
import { createArchiving } from './core/keeping/archiving.ts';
import { type ArchiveCopyFormat, createCopies } from './core/keeping/copies.ts';
import { createExporting, type EvidenceBuilder } from './core/keeping/exporting.ts';
import type { MessageReader } from './core/message-port.ts';
import type { NationalDirectory } from './core/national-port.ts';
import type { NationalUpdates } from './core/national-updates.ts';
import { createNotices } from './core/notices.ts';
import { operatorShare, type SignedIn } from './core/open-mailbox.ts';
import type { OperatorSession } from './core/operator-port.ts';
import { createOutboxEngine } from './core/outbox/outbox-engine.ts';
import { createReading } from './core/reading.ts';
import { createAttachmentIndexing } from './core/search/attachment-indexing.ts';
import { createIndexing } from './core/search/indexing.ts';
import { createSearch } from './core/search/search.ts';
import { createSender } from './core/send.ts';
import { createAbsence } from './core/settings/absence.ts';
import { createAccess } from './core/settings/access.ts';
import { createAddressChange } from './core/settings/address-change.ts';
import type { LinkCard } from './core/settings/card-link.ts';
import { createIdentity } from './core/settings/identity.ts';
import { createLetterSignature } from './core/settings/letter-signature.ts';
import { createMssante } from './core/settings/mssante.ts';
import { createNotifications } from './core/settings/notifications.ts';
import { createPasskeys } from './core/settings/passkeys.ts';
import { createTimeCodes } from './core/settings/time-codes.ts';
import { createAside } from './core/sharing/aside.ts';
import { createDraftSharing } from './core/sharing/draft-sharing.ts';
import { thisWorkstation } from './core/sharing/this-workstation.ts';
import type { CacheLoss } from './core/storage/disk-port.ts';
import { createKeptOffline } from './core/storage/kept-offline.ts';
import { createStorage } from './core/storage/storage.ts';
import { createMessageFetcher } from './core/sync/message-fetcher.ts';
import { createOpeningQueue } from './core/sync/opening-queue.ts';
import { createSyncEngine } from './core/sync/sync-engine.ts';
import { createTurns } from './core/turns.ts';
import type { AttachmentStreams } from './ipc/attachment-streams.ts';
import { directoryHandlers } from './ipc/directory.handlers.ts';
import { draftHandlers, outboxHandlers } from './ipc/draft.handlers.ts';
import type { FileIntakes } from './ipc/file-intakes.ts';
import { folderHandlers } from './ipc/folder.handlers.ts';
import { handlingHandlers } from './ipc/handling.handlers.ts';
import { keepingHandlers } from './ipc/keeping.handlers.ts';
import { mailboxHandlers } from './ipc/mailbox.handlers.ts';
import { peopleHandlers } from './ipc/people.handlers.ts';
import type { AccountHandlers } from './ipc/session-areas.ts';
import { activityHandlers, settingsHandlers } from './ipc/settings.handlers.ts';
import { storageHandlers } from './ipc/storage.handlers.ts';
import { messageBuilder } from './message/message-builder.ts';
import { zippedFile } from './message/zipped-file.ts';
import type { OperatorClock } from './operator/clock.ts';

export interface AccountParts {
  readonly signedIn: SignedIn;
  readonly linkCard: LinkCard;
  /** Who acts on this mailbox, where that is not its owner. */
  readonly delegate: AccountCard | null;
  /** What whoever is at the screen keeps, where that is not this mailbox's own: favourites and groups. */
  readonly keptItems: AccountItems | null;
  /** What is allowed to a delegate; null to the owner. */
  readonly scopes: readonly DelegationScope[] | null;
  readonly operator: OperatorSession;
  readonly reader: MessageReader;
  readonly evidence: EvidenceBuilder;
  readonly copyFormat: ArchiveCopyFormat;
  readonly documents: DocumentReader;
  readonly files: GrantedFiles;
  readonly streams: AttachmentStreams;
  readonly intakes: FileIntakes;
  readonly clock: OperatorClock;
  /** The national directory on this workstation. */
  readonly national: { readonly directory: NationalDirectory; readonly updates: NationalUpdates };
  readonly undoSeconds: number;
  /** Policy: a shared workstation keeps no archive. */
  readonly sharedWorkstation: boolean;
  /** What this workstation is called, for the account's other ones. */
  readonly workstationName: string;
  /** Policy: the most days whose attachments are kept here; null leaves it to the person. */
  readonly mostKeptDays: number | null;
  readonly post: (message: FromSession) => void;
  readonly onBug: (error: unknown) => void;
}

export interface OpenAccount {
  readonly handlers: Omit<AccountHandlers, 'delegation'>;
  readonly view: SessionView;
  readonly items: AccountItems;
  networkChanged(online: boolean): void;
  isOnline(): boolean;
  /** Mail is being fetched. */
  isBusy(): boolean;
  /** The cache was found damaged and is empty now. */
  cacheReplaced(loss: CacheLoss): void;
  /** Sync and outbox begin. */
  start(): void;
  /** Nothing new begins; what runs comes to its end. */
  stop(): void;
  /** Stops, and closes the stores. */
  close(): void;
}

export function composeAccount(parts: AccountParts): OpenAccount {
  const { signedIn, operator, reader, files, clock, post, onBug } = parts;
  const { account, card } = signedIn;
  const { cache, journal, archive, blobs } = signedIn.stores;
  const send = (channel: string, payload: unknown) => post({ type: 'event', channel, payload });
  const mailboxEvent = emitter(mailboxContract, send);
  const keepingEvent = emitter(keepingContract, send);
  const folderEvent = emitter(folderContract, send);
  const handlingEvent = emitter(handlingContract, send);
  const peopleEvent = emitter(peopleContract, send);
  const draftEvent = emitter(draftContract, send);
  const outboxEvent = emitter(outboxContract, send);
  const syncEvent = emitter(syncContract, send);
  const storageEvent = emitter(storageContract, send);
  let unopenedTold = 0;
  const tellUnopened = () => {
    const { unopened } = cache.counts();
    // What nobody opened in somebody else's mailbox is told in its window alone.
    if (parts.delegate !== null || unopened === unopenedTold) return;
    unopenedTold = unopened;
    post({ type: 'unopened', count: unopened });
  };
  const changed = (envelopeIds: readonly EnvelopeId[]) => {
    mailboxEvent('changed', { envelopeIds: [...envelopeIds] });
    tellUnopened();
  };
  const tellWaiting = () => post({ type: 'waiting', drafts: journal.drafts().length, unsent: journal.outbox().length });
  const newEnvelopeId = () => EnvelopeId.parse(uuidv7());
  const undoMs = parts.undoSeconds * 1_000;
  const isOnline = () => sync.isOnline();

  const openings = createOpeningQueue({
    accountId: account.accountId,
    journal,
    cache,
    operator,
    clock,
    isOnline,
    onChanged: changed,
  });
  const tellItems = (kinds: readonly ItemKind[]) => {
    if (kinds.some((kind) => kind === 'folder' || kind === 'placement')) folderEvent('changed', {});
    if (kinds.includes('saved-search')) mailboxEvent('searchesChanged', {});
    if (kinds.some((kind) => kind === 'favourite' || kind === 'group')) peopleEvent('changed', {});
  };
  const followItems = (kinds: readonly ItemKind[]) => {
    tellItems(kinds);
    if (kinds.includes('reminder')) reminders.wake();
  };
  const inTurn = createTurns();
  const items = createAccountItems({
    owner: account,
    inTurn,
    journal,
    cache,
    operator,
    clock,
    scopes: parts.scopes,
    onChanged(kinds, envelopeIds) {
      followItems(kinds);
      if (envelopeIds.length > 0) changed(envelopeIds);
    },
    onWaiting() {
      if (isOnline()) flush(items);
    },
  });
  const handling = createHandling({
    self: holderOf(parts.delegate ?? account),
    scopes: parts.scopes,
    journal,
    cache,
    operator,
    clock,
    newId: randomUUID,
    inTurn,
    onChanged: changed,
    onRefusals: () => handlingEvent('refusalsChanged', {}),
    onWaiting() {
      if (isOnline()) flush(handling);
    },
  });
  const context = () => ({
    accountId: account.accountId,
    openedHere: openings.openedHere(),
    pendingItems: items.pending(),
  });
  const flush = (waiting: { flush(): Promise<void> }) => {
    waiting.flush().catch((error: unknown) => ignoreExpected(error, onBug));
  };

  const keptChanged = (ids: readonly EnvelopeId[]) => {
    keepingEvent('changed', {});
    if (ids.length > 0) changed(ids);
  };
  const isKeepingAllowed = !parts.sharedWorkstation;
  const archiving = createArchiving({
    cache,
    archive,
    blobs,
    journal,
    clock,
    fetch: (id) => fetcher.fetch(id),
    context,
    isAllowed: isKeepingAllowed,
    mayFetch: parts.mostKeptDays === null,
    onChanged: keptChanged,
  });
  const keptOffline = createKeptOffline({ journal, clock, mostDays: parts.mostKeptDays });
  const fetcher = createMessageFetcher({
    operator,
    cache,
    blobs,
    reader,
    clock,
    random: Math.random,
    // A delegate is handed what a person opens and nothing else: each handing over is an event of the envelope.
    prefetches: parts.delegate === null,
    isOutgoing: (id) => journal.outboxEntry(id) !== null,
    keptFrom: () => keptOffline.keptFrom(),
    onProgress: (envelopeId, doneBytes, totalBytes) =>
      mailboxEvent('fetchProgress', { envelopeId, doneBytes, totalBytes }),
    onBytes: (count) => sync.countBytes(count),
    onStored(id) {
      changed([id]);
      attachmentIndexing.wake();
    },
    onBug,
  });
  const notifications = createNotifications(operator, clock);
  const notices = createNotices({
    accountId: account.accountId,
    cache,
    preferences: notifications.preferences,
    tell: (notice) => post({ type: 'notice', notice }),
  });
  const reminders = createReminders({
    items,
    cache,
    clock,
    isOwn: parts.scopes === null,
    onDue: notices.remindersDue,
    onChanged: changed,
    onBug,
  });
  const outbox = createOutboxEngine({
    journal,
    cache,
    blobs,
    operator,
    reader,
    clock,
    random: Math.random,
    context,
    newDraftId: newEnvelopeId,
    undoMs,
    onChanged(entries) {
      outboxEvent('changed', { entries: [...entries] });
      notices.outboxChanged(entries);
      tellWaiting();
    },
    beforeFinish: ({ id, content }, sealedAt) => reminders.sealed(id, sealedAt, content),
    onSealed(envelopeId, sealedAt) {
      outboxEvent('sealed', { envelopeId, sealedAt });
      changed([envelopeId]);
      sync.noteKept();
      attachmentIndexing.wake();
    },
    onBug,
  });
  const workstation = thisWorkstation({ journal, newId: randomUUID, name: parts.workstationName });
  const copying = { journal, blobs, clock, newAttachmentId: randomUUID, newDraftId: newEnvelopeId };
  const aside = createAside({ ...copying, workstationName: workstation.name });
  // What a delegate writes in another's name stays on the workstation that it is written on.
  const sharing =
    parts.scopes === null
      ? createDraftSharing({
          ...{ ...copying, operator, inTurn, isOnline, workstation, aside, newVersion: randomUUID },
          onChanged(draftIds) {
            draftEvent('changed', { draftIds: [...draftIds] });
            tellWaiting();
          },
          onLeftElsewhere: outbox.holdBack,
          onFailed: (error) => ignoreExpected(error, onBug),
        })
      : null;
  const sync = createSyncEngine({
    operator,
    cache,
    blobs,
    fetcher,
    clock,
    random: Math.random,
    context,
    onState: (state) => syncEvent('changed', state),
    onChanged: changed,
    inTurn,
    onDrafts: sharing?.noteHeads ?? null,
    onItems: followItems,
    onArrived: (count) => mailboxEvent('arrived', { count }),
    onNews(changes, arrived) {
      notices.pageTaken(changes, arrived).catch((error: unknown) => ignoreExpected(error, onBug));
    },
    beforeErasure(ids) {
      for (const id of ids) archiving.keepByRule(id);
    },
    onPulled() {
      archiving.moveExpiring();
      archiving.fetchExpiring().catch((error: unknown) => ignoreExpected(error, onBug));
      // The operator's clock may have been heard.
      reminders.wake();
      flush(openings);
      flush(items);
      flush(handling);
      if (sharing) flush(sharing);
      outbox.retryNow(false);
      storage.pulled();
    },
    onBug,
  });
  const storage = createStorage({
    ...signedIn.stores,
    keptOffline,
    fetcher,
    archiving,
    clock,
    isOnline,
    pull: sync.pull,
    onReplaced() {
      items.showPending();
      handling.showPending();
      sync.startAgain();
      attachmentIndexing.wake();
    },
    onReleased: changed,
    onState: (state) => storageEvent('changed', state),
    onExpectable: (error) => ignoreExpected(error, onBug),
  });
  const signature = createLetterSignature(journal);
  const reading = createReading({ cache, archive, blobs, fetcher, reader, documents: parts.documents, clock });
  const drafts = createDrafts({
    account,
    reading,
    newLetter: signature.newLetter,
    remindAfterDays: reminders.defaultDays,
    journal,
    cache,
    blobs,
    files,
    clock,
    newEnvelopeId,
    newAttachmentId: randomUUID,
    zipped: zippedFile,
    onAttachProgress: (draftId, doneBytes, totalBytes) =>
      draftEvent('attachProgress', { draftId, doneBytes, totalBytes }),
    onCount: tellWaiting,
    workstationId: workstation.id,
    aside,
    onWritten: (at) => sharing?.changed(at),
  });
  const sender = createSender({
    account,
    delegate: parts.delegate,
    card,
    journal,
    cache,
    blobs,
    operator,
    builder: messageBuilder,
    clock,
    isOnline,
    undoMs,
    onProgress: (draftId, step, doneBytes, totalBytes) =>
      draftEvent('sendProgress', { draftId, step, doneBytes, totalBytes }),
    onQueued() {
      sharing?.changed('once');
      outbox.wake();
      tellWaiting();
    },
  });
  const folders = createFolders({ items, cache, newFolderId: () => FolderId.parse(randomUUID()) });
  const search = createSearch({ cache, folders: folders.list, reader: (parts.delegate ?? account).accountId, clock });
  const indexing = createIndexing({ cache, clock, onBug });
  const attachmentIndexing = createAttachmentIndexing({
    cache,
    attachmentsHere: reading.attachmentsHere,
    documents: parts.documents,
    isFetching: fetcher.isFetching,
    clock,
    onBug,
  });
  const onProgress = (doneBytes: number, totalBytes: number) => keepingEvent('progress', { doneBytes, totalBytes });
  const exporting = createExporting({
    accountId: account.accountId,
    cache,
    archive,
    reading,
    files,
    operator,
    evidence: parts.evidence,
    clock,
    openedHere: openings.openedHere,
    namesTitles: !parts.sharedWorkstation,
    // Whoever has the content in a file has it: that is an opening like any other.
    onTaken(id) {
      openings.displayed(id);
      flush(openings);
    },
    onProgress,
  });
  const copies = createCopies({
    archive,
    cache,
    blobs,
    reader,
    files,
    format: parts.copyFormat,
    clock,
    context,
    keepHere: archiving.keepHere,
    isAllowed: isKeepingAllowed,
    onProgress,
    onChanged: keptChanged,
  });
  const people = createPeople({
    account,
    delegate: parts.delegate,
    items: parts.keptItems ?? items,
    newGroupId: randomUUID,
  });
  const directory = createDirectorySearch({
    account,
    delegate: parts.delegate,
    operator,
    cache,
    isOnline,
    favourites: people.favourites,
    national: (parts.delegate ?? account).certified ? parts.national.directory : null,
  });

  const stop = (): void => {
    sync.stop();
    sharing?.stop();
    storage.stop();
    outbox.stop();
    reminders.stop();
    indexing.stop();
    attachmentIndexing.stop();
  };

  return {
    handlers: {
      mailbox: mailboxHandlers({
        cache,
        journal,
        reading,
        fetcher,
        search,
        openings,
        files,
        exporting,
        streams: parts.streams,
        clock,
        filing: createFiling({ items, cache, clock }),
        reminders,
        savedSearches: createSavedSearches({ items, newId: randomUUID }),
        onDisplayed: () => flush(openings),
        reader: (parts.delegate ?? account).accountId,
      }),
      keeping: keepingHandlers({ reading, reader, exporting, archiving, copies, intakes: parts.intakes }),
      folder: folderHandlers(folders),
      handling: handlingHandlers(handling),
      draft: draftHandlers(
        drafts,
        sender,
        parts.intakes,
        createTemplates({ items, newId: randomUUID }),
        parts.streams,
        async () => sharing?.tellNow(),
      ),
      outbox: outboxHandlers(outbox, () => sharing?.changed('rest')),
      directory: directoryHandlers(directory, parts.national.updates, operator),
      people: peopleHandlers(people),
      sync: {
        state: () => sync.state(),
        async now() {
          await sync.pull();
          return {};
        },
      },
      activity: activityHandlers(createActivity({ cache, journal, files })),
      settings: settingsHandlers({
        identity: createIdentity({ account, journal, operator, clock }),
        access: createAccess({
          operator,
          // A mailbox opened by card has no password of its own.
          vault: signedIn.address === null ? null : signedIn.vault,
          operatorShare: () => operatorShare(operator),
        }),
        // A session by card has its card logged in already, and linking would log it out.
        linkCard: card === null ? parts.linkCard : null,
        timeCodes: createTimeCodes(operator),
        passkeys: createPasskeys(operator),
        notifications,
        mssante: createMssante(operator),
        addressChange: createAddressChange(operator),
        absence: createAbsence(operator),
        signature,
        reminders,
      }),
      storage: storageHandlers(storage),
    },
    view: {
      account,
      online: signedIn.online,
      method: signedIn.method,
      signs: card !== null,
      recoveryCode: signedIn.recoveryCode,
      unsent: journal.outbox().length,
      drafts: journal.drafts().length,
    },
    items,
    networkChanged: sync.networkChanged,
    isOnline,
    isBusy: () => fetcher.pendingBytes() > 0 && fetcher.isFetching(),
    cacheReplaced: storage.cacheLost,
    start() {
      tellWaiting();
      tellUnopened();
      items.showPending();
      handling.showPending();
      sharing?.start();
      sync.start();
      outbox.start();
      reminders.start();
      indexing.start();
      attachmentIndexing.start();
    },
    stop,
    close() {
      stop();
      signedIn.stores.close();
    },
  };
}

function holderOf(card: AccountCard): Holder {
  return { accountId: card.accountId, name: displayName(card).slice(0, 200) };
}

/** What the network or the operator may do at any time is tried again at the next pull; anything else is a bug. */
function ignoreExpected(error: unknown, onBug: (error: unknown) => void): void {
  if (!(error instanceof AppError)) onBug(error);
}
