/** Signing in: PIN on the card, assertion to the operator, data key, stores; without network, from the store alone. */
import type { Tokens } from '../../../contract/api/routes.ts';
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import { AccountCard } from '../../../contract/model/person.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { BlobStore } from './blob-store.ts';
import type { Card, PinTry } from './card-port.ts';
import type { Clock } from './clock.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import type { JournalStore } from './journal-store.ts';
import type { OperatorSession } from './operator-port.ts';
import type { KeyVault, UnlockedKeys, Unlocker } from './vault-port.ts';

/** With a mailbox on this workstation, the operator is not waited for longer than this. */
const PATIENCE_MS = 5_000;
const ACCOUNT_SETTING = 'account';

/** What is open once signed in. */
export interface OpenStores {
  readonly cache: EnvelopeStore;
  readonly journal: JournalStore;
  readonly archive: ArchiveStore;
  readonly blobs: BlobStore;
  close(): void;
}

export type SignInStep = 'pin' | 'challenge' | 'tokens' | 'store' | 'inbox';

export interface SignInPorts {
  /** Null when no operator is configured. */
  readonly operator: OperatorSession | null;
  readonly clock: Clock;
  readonly vaultOf: (nationalId: string) => KeyVault;
  readonly openStores: (nationalId: string, dataKey: Uint8Array) => Promise<OpenStores>;
  /** Throws the `card.*` reason why this card may not open its mailbox without the operator's word. */
  readonly judgeWithoutOperator: (card: Card) => Promise<void>;
  readonly onStep: (step: SignInStep) => void;
  readonly onBug: (error: unknown) => void;
}

export interface SignedIn {
  readonly card: Card;
  readonly account: AccountCard;
  readonly stores: OpenStores;
  readonly vault: KeyVault;
  readonly online: boolean;
  readonly method: 'card' | 'recovery-code';
  readonly recoveryCode: string | null;
}

export interface SignIn {
  withCard(card: Card, attempt: PinTry): Promise<SignedIn>;
  /** After `store.key-changed`, with the card that is still logged in. `session.ended` when nothing awaits a code. */
  withRecoveryCode(code: string): Promise<SignedIn>;
  /** Another card, or none: a recovery code that is awaited is of no use any more. */
  readersChanged(isThere: (card: Card) => boolean): void;
}

/** Failures that say nothing about the card or the account, only that the operator gave no sensible answer. */
const unreachable: readonly ErrorCode[] = [
  'operator.offline',
  'operator.timeout',
  'operator.untrusted',
  'operator.protocol',
  'operator.unavailable',
  'operator.too-many-requests',
  'operator.not-configured',
];

export function createSignIn(ports: SignInPorts): SignIn {
  const { operator, clock } = ports;
  let awaitingCode: { readonly card: Card; readonly tokens: Tokens | null } | null = null;

  /** Tokens, or null when the operator cannot be reached and the mailbox may be opened without it. */
  async function reachOperator(card: Card, isKnownHere: boolean): Promise<Tokens | null> {
    try {
      if (operator === null) throw new AppError('operator.not-configured');
      const signer = await card.assertionSigner();
      const tokens = await withPatience(operator.signIn(signer, ports.onStep), isKnownHere);
      if (tokens === null) operator.resumeWith(signer);
      return tokens;
    } catch (error) {
      const isUnreachable = error instanceof AppError && unreachable.includes(error.code);
      if (!isUnreachable || !isKnownHere) throw error;
      await ports.judgeWithoutOperator(card);
      operator?.resumeWith(await card.assertionSigner());
      return null;
    }
  }

  async function withPatience(signingIn: Promise<Tokens>, isKnownHere: boolean): Promise<Tokens | null> {
    if (!isKnownHere) return signingIn;
    const timer = new AbortController();
    const late = clock.wait(PATIENCE_MS, timer.signal).then(() => {
      if (timer.signal.aborted) return null;
      throw new AppError('operator.timeout');
    });
    try {
      return await Promise.race([signingIn, late]);
    } finally {
      timer.abort();
      // Lost the race: its failure was told as a timeout already.
      signingIn.catch(() => undefined);
    }
  }

  const unlockerOf = (card: Card): Unlocker => ({
    keyType: card.authenticationKeyType,
    certificate: card.authenticationCertificate,
    signDeterministically: card.signDeterministically,
    async operatorShare() {
      if (operator === null) throw new AppError('operator.not-configured');
      const { share } = await operator.call('unlockShare', {});
      return Uint8Array.from(atob(share), (letter) => letter.charCodeAt(0));
    },
  });

  async function open(
    card: Card,
    tokens: Tokens | null,
    method: SignedIn['method'],
    unlock: (vault: KeyVault) => Promise<UnlockedKeys>,
  ): Promise<SignedIn> {
    ports.onStep('store');
    const vault = ports.vaultOf(card.nationalId);
    const { dataKey, recoveryCode } = await unlock(vault);
    const stores = await ports.openStores(card.nationalId, dataKey);
    dataKey.fill(0);
    try {
      const account = tokens?.account ?? readAccount(stores.journal);
      if (tokens) stores.journal.setSetting(ACCOUNT_SETTING, JSON.stringify(account));
      ports.onStep('inbox');
      return { card, account, stores, vault, online: tokens !== null, method, recoveryCode };
    } catch (error) {
      stores.close();
      throw error;
    }
  }

  /** Nothing stays open after a failure: neither the card nor the session at the operator. */
  async function undo(card: Card): Promise<void> {
    for (const end of [() => card.logout(), () => operator?.signOut()]) {
      try {
        await end();
      } catch (error) {
        if (!(error instanceof AppError)) ports.onBug(error);
      }
    }
  }

  return {
    async withCard(card, attempt) {
      awaitingCode = null;
      ports.onStep('pin');
      await card.login(attempt);
      let tokens: Tokens | null = null;
      try {
        const isKnownHere = await ports.vaultOf(card.nationalId).exists();
        tokens = await reachOperator(card, isKnownHere);
        return await open(card, tokens, 'card', (vault) =>
          isKnownHere ? vault.unlock(unlockerOf(card)) : vault.create(unlockerOf(card)),
        );
      } catch (error) {
        // Another card of the same person: the recovery code opens, and this card is kept for wrapping the key again.
        if (error instanceof AppError && error.is('store.key-changed')) awaitingCode = { card, tokens };
        else await undo(card);
        throw error;
      }
    },
    readersChanged(isThere) {
      if (awaitingCode && !isThere(awaitingCode.card)) awaitingCode = null;
    },
    async withRecoveryCode(code) {
      if (!awaitingCode) throw new AppError('session.ended');
      const { card, tokens } = awaitingCode;
      const signedIn = await open(card, tokens, 'recovery-code', (vault) => vault.recover(code, unlockerOf(card)));
      awaitingCode = null;
      return signedIn;
    },
  };
}

/** The account as the operator last described it; a mailbox that never was online has none. */
function readAccount(journal: JournalStore): AccountCard {
  const text = journal.setting(ACCOUNT_SETTING);
  if (text === null) throw new AppError('operator.offline');
  return AccountCard.parse(JSON.parse(text));
}
