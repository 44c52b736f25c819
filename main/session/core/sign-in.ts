/** Signing in: PIN on the card, assertion to the operator, data key, stores; without network, from the store alone. */
import type { Tokens } from '../../../contract/api/routes.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Card, PinTry } from './card-port.ts';
import type { Clock } from './clock.ts';
import {
  cardUnlocker,
  type MailboxOpening,
  type OpenStores,
  openMailbox,
  type SignedIn,
  type SignInStep,
} from './open-mailbox.ts';
import type { OperatorSession } from './operator-port.ts';
import { isUnreachable, withPatience } from './patience.ts';
import type { KeyVault } from './vault-port.ts';

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

export interface SignIn {
  withCard(card: Card, attempt: PinTry): Promise<SignedIn>;
  /** After `store.key-changed`, with the card that is still logged in. `session.ended` when nothing awaits a code. */
  withRecoveryCode(code: string): Promise<SignedIn>;
  /** Another card, or none: a recovery code that is awaited is of no use any more. */
  readersChanged(isThere: (card: Card) => boolean): void;
}

export function createSignIn(ports: SignInPorts): SignIn {
  const { operator, clock } = ports;
  let awaitingCode: { readonly card: Card; readonly tokens: Tokens | null } | null = null;

  /** Tokens, or null when the operator cannot be reached and the mailbox may be opened without it. */
  async function reachOperator(card: Card, isKnownHere: boolean): Promise<Tokens | null> {
    try {
      if (operator === null) throw new AppError('operator.not-configured');
      const signer = await card.assertionSigner();
      const signingIn = operator.signIn(signer, ports.onStep);
      return isKnownHere ? await withPatience(clock, signingIn) : await signingIn;
    } catch (error) {
      if (!isUnreachable(error) || !isKnownHere) throw error;
      await ports.judgeWithoutOperator(card);
      operator?.resumeWith(await card.assertionSigner());
      return null;
    }
  }

  const unlockerOf = (card: Card) => cardUnlocker(card, operator);

  const open = (
    card: Card,
    tokens: Tokens | null,
    method: SignedIn['method'],
    unlock: MailboxOpening['unlock'],
  ): Promise<SignedIn> =>
    openMailbox({
      who: { card, address: null, method },
      tokens,
      vault: ports.vaultOf(card.nationalId),
      unlock,
      openStores: (dataKey) => ports.openStores(card.nationalId, dataKey),
      onStep: ports.onStep,
    });

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
