/** The session process: where its objects meet, and where the supervisor's messages go. */
import { join } from 'node:path';
import { routes, type Tokens } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { type CardState, cardContract } from '../../contract/ipc/card.contract.ts';
import { emitter } from '../../contract/ipc/define.ts';
import type { FromSession, SessionConfig, ToSession } from '../../contract/ipc/process.ts';
import { displayName } from '../../contract/model/person.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import { ReaderState } from '../../native/protocol.ts';
import { createCard } from './cards/card.ts';
import { readCardFacts } from './cards/card-facts.ts';
import { createCardMonitor } from './cards/card-monitor.ts';
import { judgeWithoutOperator } from './cards/offline-judgement.ts';
import { createTokenRelay } from './cards/token-relay.ts';
import { type AccountParts, composeAccount, type OpenAccount } from './compose-account.ts';
import { type ComposedDoctor, composeDoctor } from './compose-doctor.ts';
import { composeNational } from './compose-national.ts';
import type { Card } from './core/card-port.ts';
import { createCodeSignIn } from './core/code-sign-in.ts';
import { cardUnlocker, type SignedIn, type SignInStep } from './core/open-mailbox.ts';
import { createReleaseWatch } from './core/release-watch.ts';
import { createCardLink, type LinkCard } from './core/settings/card-link.ts';
import { createSignIn } from './core/sign-in.ts';
import { createDelegatedMailboxes, type DelegatedMailboxes } from './delegated-mailboxes.ts';
import { createGrantedFiles } from './files/granted-files.ts';
import { createAttachmentStreams } from './ipc/attachment-streams.ts';
import { createBugReporter } from './ipc/bug-report.ts';
import { cardHandlers } from './ipc/card.handlers.ts';
import { codeHandlers } from './ipc/code.handlers.ts';
import { createDocumentProcess } from './ipc/document-process.ts';
import { createFileIntakes } from './ipc/file-intakes.ts';
import { oneAtATime } from './ipc/one-at-a-time.ts';
import { createSessionAreas } from './ipc/session-areas.ts';
import { createEvidenceBuilder } from './message/evidence-zip.ts';
import { createMessageReader } from './message/message-reader.ts';
import { createOperatorClock } from './operator/clock.ts';
import { createOperatorSession } from './operator/operator-session.ts';
import { sessionKeyOf } from './operator/session-key.ts';
import { forgetCache, listFolders, openAccountStores, openLeasedStores } from './store/account-stores.ts';
import { createArchiveCopyFormat } from './store/archive/archive-copy.ts';
import { accountFolderName, codeFolderName, createKeyVault } from './store/keys/account-keys.ts';
import { createCopyKeys } from './store/keys/copy-keys.ts';
import { createDeviceKeys } from './store/keys/device-key.ts';
import { createTrust, readPemTexts } from './store/trust-files.ts';
import { createViewGate } from './view-gate.ts';

/** How often the revocation lists are asked for. */
const MATERIAL_INTERVAL_MS = 3_600_000;
const MATERIAL_RETRY_MS = 30_000;

export interface Session {
  receive(message: ToSession): void;
  reportBug(error: unknown, channel: string): string;
  /** Checkpoints and closes everything. */
  close(): Promise<void>;
}

/** `entry` is the module whose threads run `runBuilder`. */
export async function composeSession(
  config: SessionConfig,
  post: (message: FromSession) => void,
  entry: string,
): Promise<Session> {
  const reportBug = createBugReporter(post);
  const onBug = (error: unknown) => {
    reportBug(error, 'session');
  };
  const clock = createOperatorClock();
  const trust = createTrust({
    folder: config.accountsFolder,
    cardAnchors: config.cardAnchors,
    operatorAnchors: config.operatorAnchors,
  });
  await trust.load();
  const relay = createTokenRelay((id, method, input) => post({ type: 'token-call', id, method, input }));
  const files = createGrantedFiles();
  const streams = createAttachmentStreams(post, reportBug);
  const documents = createDocumentProcess(post);
  const intakes = createFileIntakes(post);
  const cardEvent = emitter(cardContract, (channel, payload) => post({ type: 'event', channel, payload }));
  const monitor = createCardMonitor({
    tokens: relay,
    judge: (snapshot) => readCardFacts(snapshot, trust.cards(), new Date(clock.now())),
    onState: (state: CardState) => {
      cardEvent('stateChanged', state);
      doctor?.cardsChanged();
    },
    clock,
  });
  let doctor: ComposedDoctor | null = null;
  const ending = new AbortController();
  let signedIn: SignedIn | null = null;
  let account: OpenAccount | null = null;
  let delegated: DelegatedMailboxes | null = null;
  /** Name of the folder whose stores were opened last. */
  let accountFolder: string | null = null;
  let recoveryCodeShown = false;

  const deviceSecret = config.deviceSecret === null ? null : Buffer.from(config.deviceSecret, 'base64');
  const deviceKeys = createDeviceKeys({ accountsFolder: config.accountsFolder, deviceSecret });
  const operator = createOperatorSession({
    url: config.operatorUrl,
    authorities: readPemTexts(config.operatorAuthorities),
    proxy: config.proxy,
    clock,
    codeKey: async (address) => sessionKeyOf(await deviceKeys.of(codeFolderName(address))),
    onTokens: (tokens) => tellSignedIn(tokens),
    onEnded: () => post({ type: 'lock', reason: 'session-ended' }),
  });
  const vaultOf = (name: string) =>
    createKeyVault({
      folder: join(config.accountsFolder, name),
      account: name,
      deviceSecret,
    });
  const openStores = (name: string, dataKey: Uint8Array) => {
    accountFolder = name;
    return openAccountStores(join(config.accountsFolder, name), dataKey, (loss) => account?.cacheReplaced(loss));
  };
  const onStep = (step: SignInStep) => cardEvent('signInProgress', { step });
  const signIn = createSignIn({
    operator,
    clock,
    vaultOf: (nationalId) => vaultOf(accountFolderName(nationalId)),
    openStores: (nationalId, dataKey) => openStores(accountFolderName(nationalId), dataKey),
    judgeWithoutOperator: (card) =>
      judgeWithoutOperator(card.authenticationCertificate, trust.cards(), new Date(clock.now())),
    onStep,
    onBug,
  });
  const codeSignIn = createCodeSignIn({
    operator: config.operatorUrl === null ? null : operator,
    clock,
    vaultOf: (address) => vaultOf(codeFolderName(address)),
    openStores: (address, dataKey) => openStores(codeFolderName(address), dataKey),
    onStep,
    onBug,
  });

  const national = composeNational({
    config,
    entry,
    deviceSecret,
    operator,
    clock,
    account: () => account,
    post,
    onBug,
  });

  async function intermediatesOf(certificate: Uint8Array): Promise<readonly Uint8Array[]> {
    const question = { at: new Date(clock.now()), purpose: 'any', revocation: 'if-known' } as const;
    const verdict = await validateChain(certificate, [], trust.cards(), question);
    return verdict.ok ? verdict.chain.slice(1, -1) : [];
  }

  function cardIn(readerName: string): Card {
    const read = monitor.card(readerName);
    if (read.view.problem) throw new AppError(read.view.problem as 'card.certificate-expired');
    return createCard(read, relay, intermediatesOf);
  }

  function tellSignedIn(tokens: Tokens | null): void {
    if (!signedIn) return;
    const url = config.operatorUrl === null ? null : config.operatorUrl.replace(/\/$/, '') + routes.revoke.path;
    post({
      type: 'signed-in',
      accountId: signedIn.account.accountId,
      person: displayName(signedIn.account),
      reader: signedIn.card?.reader ?? null,
      generation: signedIn.card?.generation ?? null,
      address: signedIn.address,
      revocation: tokens && url ? { url, handle: tokens.revocationHandle } : null,
    });
  }

  /** After the code: from now on the operator knows this workstation. */
  async function enterByCode(open: () => Promise<SignedIn>) {
    const view = await enter(open);
    const address = signedIn?.address;
    // Not kept, it is a new device the next time: no reason to keep anybody out.
    if (address) await deviceKeys.keep(codeFolderName(address)).catch(onExpected);
    return view;
  }

  async function enter(open: () => Promise<SignedIn>) {
    if (account) throw new AppError('app.cancelled');
    signedIn = await open();
    const gate = createViewGate(post);
    const copyKeys = createCopyKeys({
      folder: join(config.accountsFolder, accountFolder ?? ''),
      account: accountFolder ?? '',
      copyKey: signedIn.stores.copyKey,
      card: signedIn.card && cardUnlocker(signedIn.card, operator),
    });
    const own: AccountParts = {
      signedIn,
      delegate: null,
      scopes: null,
      keptItems: null,
      operator,
      linkCard,
      reader,
      evidence: createEvidenceBuilder(trust),
      copyFormat: createArchiveCopyFormat(signedIn.account.accountId, copyKeys),
      documents,
      files,
      streams,
      intakes,
      clock,
      national,
      undoSeconds: config.undoSeconds,
      workstationName: config.workstationName,
      sharedWorkstation: config.sharedWorkstation,
      mostKeptDays: config.mostKeptDays,
      post: gate.postOf(null),
      onBug,
    };
    const opened = composeAccount(own);
    account = opened;
    const folder = join(config.accountsFolder, accountFolder ?? '', 'delegated');
    delegated = createDelegatedMailboxes({
      own: { ...own, post },
      ownHandlers: opened.handlers,
      ownItems: opened.items,
      folder,
      listFolders: () => listFolders(folder),
      openStores: openLeasedStores,
      forgetContent: forgetCache,
      compose: composeAccount,
      show: (handlers) => areas.show(handlers),
      onView: gate.show,
      postOf: gate.postOf,
    });
    areas.open({ ...opened.handlers, delegation: delegated.handlers });
    tellSignedIn(operator.tokens());
    opened.start();
    national.updates.start();
    return opened.view;
  }

  const reader = createMessageReader({ cards: trust.cards, operator: trust.operator });
  const alone = oneAtATime();
  const link = createCardLink({
    operator,
    cardIn,
    onTried: (readerName) => monitor.refreshPin(readerName).catch(onExpected),
  });
  const linkCard: LinkCard = (readerName, attempt) => alone(() => link(readerName, attempt));
  const cards = cardHandlers(
    {
      state: monitor.state,
      async signIn(readerName, attempt) {
        if (account) throw new AppError('app.cancelled');
        // The card takes over from a code that was begun.
        await codeSignIn.abandon();
        const card = cardIn(readerName);
        try {
          return await enter(() => signIn.withCard(card, attempt));
        } catch (error) {
          await monitor.refreshPin(readerName).catch(onExpected);
          throw error;
        }
      },
      recover: (code) => enter(() => signIn.withRecoveryCode(code)),
    },
    alone,
  );
  const codes = codeHandlers(
    {
      async start(address, password) {
        if (account) throw new AppError('app.cancelled');
        const started = await codeSignIn.start(address, password);
        if (started.state === 'code-awaited') return started;
        return { state: 'opened', session: await enter(async () => started.signedIn) };
      },
      verify: (code) => enterByCode(() => codeSignIn.verify(code)),
      recover: (code) => enterByCode(() => codeSignIn.withRecoveryCode(code)),
      beginPasskey: codeSignIn.beginPasskey,
      abandon: codeSignIn.abandon,
    },
    alone,
  );
  const fetchMaterial = async () => {
    await trust.update(await operator.call('validationMaterial', {}));
    await monitor.judgeAgain();
  };
  doctor = composeDoctor({
    config,
    monitor,
    tokens: relay,
    trust: trust.cards,
    operator,
    clock,
    fetchMaterial,
    post,
    onBug,
  });
  const release = createReleaseWatch({
    running: config.version,
    announces: config.announcesUpdates,
    operator: config.operatorUrl === null ? null : operator,
    clock,
  });
  const areas = createSessionAreas({ card: cards, code: codes, doctor: doctor.handlers, release }, reportBug);

  function onExpected(error: unknown): void {
    if (!(error instanceof AppError)) onBug(error);
  }

  /** Revocation lists and intermediates, as long as this process lives. */
  async function followMaterial(): Promise<void> {
    while (!ending.signal.aborted) {
      let delay = MATERIAL_INTERVAL_MS;
      try {
        await fetchMaterial();
      } catch (error) {
        onExpected(error);
        delay = MATERIAL_RETRY_MS;
      }
      await clock.wait(delay, ending.signal);
    }
  }
  if (config.operatorUrl !== null) followMaterial().catch(onBug);

  /**
   * The first call after sign-in was answered proves that the recovery code reached the screen. It is answered once that
   * is on disk: locking right after it must not have another code made.
   */
  async function noteRecoveryCodeShown(): Promise<void> {
    recoveryCodeShown = true;
    if (signedIn && signedIn.recoveryCode !== null) await signedIn.vault.confirmRecoveryCodeSeen().catch(onBug);
  }
  function answerTo(channel: string, input: unknown) {
    const provesNothing = recoveryCodeShown || !signedIn || /^(card|code|doctor|release)\./.test(channel);
    return provesNothing
      ? areas.invoke(channel, input)
      : noteRecoveryCodeShown().then(() => areas.invoke(channel, input));
  }

  return {
    reportBug,
    receive(message) {
      switch (message.type) {
        case 'invoke':
          answerTo(message.channel, message.input).then(
            (result) => post({ type: 'reply', id: message.id, result }),
            onBug,
          );
          break;
        case 'readers': {
          const readers = ReaderState.array().parse(message.readers);
          monitor.update(message.service, readers);
          signIn.readersChanged((card) =>
            readers.some(({ name, generation }) => name === card.reader && generation === card.generation),
          );
          break;
        }
        case 'token-reply':
          relay.settle(message.id, message.result);
          break;
        case 'grant':
          files.add(message.grantId, message.kind, message.path);
          break;
        case 'network-changed':
          account?.networkChanged(message.online);
          delegated?.networkChanged(message.online);
          break;
        case 'documents':
          documents.receive(message.message);
          break;
        case 'documents-gone':
          documents.gone();
          break;
        case 'intake':
          intakes.handle(message);
          break;
        case 'quit':
          break;
        default:
          streams.handle(message);
      }
    },
    async close() {
      ending.abort();
      national.close();
      delegated?.close();
      account?.close();
      await operator.close();
    },
  };
}
