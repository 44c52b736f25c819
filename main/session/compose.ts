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
import { composeAccount, type OpenAccount } from './compose-account.ts';
import { createSignIn, type SignedIn } from './core/sign-in.ts';
import { createGrantedFiles } from './files/granted-files.ts';
import { createAttachmentStreams } from './ipc/attachment-streams.ts';
import { createBugReporter } from './ipc/bug-report.ts';
import { cardHandlers } from './ipc/card.handlers.ts';
import { createSessionAreas } from './ipc/session-areas.ts';
import { createMessageReader } from './message/message-reader.ts';
import { createOperatorClock } from './operator/clock.ts';
import { createOperatorSession } from './operator/operator-session.ts';
import { openAccountStores } from './store/account-stores.ts';
import { accountFolderName, createKeyVault } from './store/keys/account-keys.ts';
import { createTrust, readPemTexts } from './store/trust-files.ts';

/** How often the revocation lists are asked for. */
const MATERIAL_INTERVAL_MS = 3_600_000;
const MATERIAL_RETRY_MS = 30_000;

export interface Session {
  receive(message: ToSession): void;
  reportBug(error: unknown, channel: string): string;
  /** Checkpoints and closes everything. */
  close(): Promise<void>;
}

export async function composeSession(config: SessionConfig, post: (message: FromSession) => void): Promise<Session> {
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
  const cardEvent = emitter(cardContract, (channel, payload) => post({ type: 'event', channel, payload }));
  const monitor = createCardMonitor({
    tokens: relay,
    judge: (snapshot) => readCardFacts(snapshot, trust.cards(), new Date(clock.now())),
    onState: (state: CardState) => cardEvent('stateChanged', state),
    clock,
  });
  const ending = new AbortController();
  let signedIn: SignedIn | null = null;
  let account: OpenAccount | null = null;
  let recoveryCodeShown = false;

  const operator = createOperatorSession({
    url: config.operatorUrl,
    authorities: readPemTexts(config.operatorAuthorities),
    proxy: config.proxy,
    clock,
    onTokens: (tokens) => tellSignedIn(tokens),
    onEnded: () => post({ type: 'lock', reason: 'session-ended' }),
  });
  const signIn = createSignIn({
    operator,
    clock,
    vaultOf: (nationalId) =>
      createKeyVault({
        folder: folderOf(nationalId),
        account: accountFolderName(nationalId),
        deviceSecret: config.deviceSecret === null ? null : Buffer.from(config.deviceSecret, 'base64'),
      }),
    openStores: (nationalId, dataKey) =>
      openAccountStores(folderOf(nationalId), dataKey, () => account?.cacheReplaced()),
    judgeWithoutOperator: (card) =>
      judgeWithoutOperator(card.authenticationCertificate, trust.cards(), new Date(clock.now())),
    onStep: (step) => cardEvent('signInProgress', { step }),
    onBug,
  });

  function folderOf(nationalId: string): string {
    return join(config.accountsFolder, accountFolderName(nationalId));
  }

  async function intermediatesOf(certificate: Uint8Array): Promise<readonly Uint8Array[]> {
    const question = { at: new Date(clock.now()), purpose: 'any', revocation: 'if-known' } as const;
    const verdict = await validateChain(certificate, [], trust.cards(), question);
    return verdict.ok ? verdict.chain.slice(1, -1) : [];
  }

  function tellSignedIn(tokens: Tokens | null): void {
    if (!signedIn) return;
    const url = config.operatorUrl === null ? null : config.operatorUrl.replace(/\/$/, '') + routes.revoke.path;
    post({
      type: 'signed-in',
      person: displayName(signedIn.account),
      reader: signedIn.card.reader,
      generation: signedIn.card.generation,
      revocation: tokens && url ? { url, handle: tokens.revocationHandle } : null,
    });
  }

  async function enter(opening: Promise<SignedIn>) {
    signedIn = await opening;
    const opened = composeAccount({
      signedIn,
      operator,
      reader,
      files,
      streams,
      clock,
      undoSeconds: config.undoSeconds,
      sharedWorkstation: config.sharedWorkstation,
      post,
      onBug,
    });
    account = opened;
    areas.open(opened.handlers);
    tellSignedIn(operator.tokens());
    opened.start();
    return opened.view;
  }

  const reader = createMessageReader({ cards: trust.cards, operator: trust.operator });
  const areas = createSessionAreas(
    cardHandlers({
      state: monitor.state,
      async signIn(readerName, attempt) {
        if (account) throw new AppError('app.cancelled');
        const read = monitor.card(readerName);
        if (read.view.problem) throw new AppError(read.view.problem as 'card.certificate-expired');
        try {
          return await enter(signIn.withCard(createCard(read, relay, intermediatesOf), attempt));
        } catch (error) {
          await monitor.refreshPin(readerName).catch(onExpected);
          throw error;
        }
      },
      recover: (code) => enter(signIn.withRecoveryCode(code)),
    }),
    reportBug,
  );

  function onExpected(error: unknown): void {
    if (!(error instanceof AppError)) onBug(error);
  }

  /** Revocation lists and intermediates, as long as this process lives. */
  async function followMaterial(): Promise<void> {
    while (!ending.signal.aborted) {
      let delay = MATERIAL_INTERVAL_MS;
      try {
        await trust.update(await operator.call('validationMaterial', {}));
        await monitor.judgeAgain();
      } catch (error) {
        onExpected(error);
        delay = MATERIAL_RETRY_MS;
      }
      await clock.wait(delay, ending.signal);
    }
  }
  if (config.operatorUrl !== null) followMaterial().catch(onBug);

  /** The first call after sign-in was answered proves that the recovery code reached the screen. */
  function noteRecoveryCodeShown(channel: string): void {
    if (recoveryCodeShown || !signedIn || channel.startsWith('card.')) return;
    recoveryCodeShown = true;
    if (signedIn.recoveryCode !== null) signedIn.vault.confirmRecoveryCodeSeen().catch(onBug);
  }

  return {
    reportBug,
    receive(message) {
      switch (message.type) {
        case 'invoke':
          noteRecoveryCodeShown(message.channel);
          areas
            .invoke(message.channel, message.input)
            .then((result) => post({ type: 'reply', id: message.id, result }), onBug);
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
          break;
        case 'quit':
          break;
        default:
          streams.handle(message);
      }
    },
    async close() {
      ending.abort();
      account?.close();
      await operator.close();
    },
  };
}
