/**
 * Signing in without a card: address and password, a code by mail or a passkey, data key, stores. The password is stretched at once,
 * and only what came of it waits for the code. Without network a mailbox that is kept here opens by the password alone,
 * when that is long enough; what is opened then is stated later as declared by the workstation (`opening-queue.ts`).
 */
import type { Tokens } from '../../../contract/api/routes.ts';
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type { CodeAwaited } from '../../../contract/ipc/code.contract.ts';
import type { BegunPasskey } from '../../../contract/model/passkey.ts';
import { type Clock, toInstant } from './clock.ts';
import {
  type MailboxOpening,
  type OpenStores,
  openMailbox,
  operatorShare,
  type SignedIn,
  type SignInStep,
} from './open-mailbox.ts';
import type { OperatorSession } from './operator-port.ts';
import { isUnreachable, withPatience } from './patience.ts';
import type { KeyVault, PasswordUnlocker } from './vault-port.ts';

/** Another code may be asked for after this: a mail needs time to arrive. */
const RESEND_AFTER_MS = 60_000;
/** Tries that the operator grants a code (protocol.md §2). */
const CODE_TRIES = 5;
/** After these the code that is awaited is worth nothing any more. */
const endsWaiting: readonly ErrorCode[] = [
  'auth.code-expired',
  'auth.account-closed',
  'auth.account-suspended',
  'auth.account-unknown',
];

export interface CodeSignInPorts {
  /** Null when no operator is configured. */
  readonly operator: OperatorSession | null;
  readonly clock: Clock;
  readonly vaultOf: (address: string) => KeyVault;
  readonly openStores: (address: string, dataKey: Uint8Array) => Promise<OpenStores>;
  readonly onStep: (step: SignInStep) => void;
  readonly onBug: (error: unknown) => void;
}

export type CodeStart =
  | { readonly state: 'code-awaited'; readonly awaited: CodeAwaited }
  | { readonly state: 'opened'; readonly signedIn: SignedIn };

export interface CodeSignIn {
  /** `auth.password-incorrect` and `auth.password-short` without network alone. */
  start(address: string, password: string): Promise<CodeStart>;
  /** Where a passkey answers; what comes back is given to `verify`. `auth.code-expired` when no code is awaited. */
  beginPasskey(): Promise<BegunPasskey>;
  /** `store.key-changed` when the password was changed elsewhere. `auth.code-expired` when none is awaited. */
  verify(code: string): Promise<SignedIn>;
  /** After `store.key-changed`. `session.ended` when nothing awaits a recovery code. */
  withRecoveryCode(code: string): Promise<SignedIn>;
  /** Forgets what was typed, and ends what was begun at the operator. */
  abandon(): Promise<void>;
}

interface Waiting {
  readonly address: string;
  readonly unlocker: PasswordUnlocker;
  /** Given once the code was right: only the recovery code is missing. */
  readonly tokens: Tokens | null;
}

export function createCodeSignIn(ports: CodeSignInPorts): CodeSignIn {
  const { operator, clock } = ports;
  let waiting: Waiting | null = null;

  function forget(): void {
    waiting?.unlocker.stretched.fill(0);
    waiting = null;
  }

  const open = (
    { address, tokens }: Pick<Waiting, 'address' | 'tokens'>,
    method: SignedIn['method'],
    unlock: MailboxOpening['unlock'],
  ): Promise<SignedIn> =>
    openMailbox({
      who: { card: null, address, method },
      tokens,
      vault: ports.vaultOf(address),
      unlock,
      openStores: (dataKey) => ports.openStores(address, dataKey),
      onStep: ports.onStep,
    });

  /** The operator gave no answer: what is kept here opens by the password, if that may stand alone. */
  async function openAlone(address: string, unlocker: PasswordUnlocker): Promise<SignedIn> {
    if (unlocker.needsOperator) throw new AppError('auth.password-short');
    try {
      return await open({ address, tokens: null }, 'password', (vault) => vault.unlock(unlocker));
    } catch (error) {
      throw error instanceof AppError && error.is('store.key-changed')
        ? new AppError('auth.password-incorrect')
        : error;
    } finally {
      unlocker.stretched.fill(0);
    }
  }

  async function signOut(): Promise<void> {
    try {
      await operator?.signOut();
    } catch (error) {
      if (!(error instanceof AppError)) ports.onBug(error);
    }
  }

  return {
    async start(address, password) {
      forget();
      ports.onStep('challenge');
      const vault = ports.vaultOf(address);
      const isKnownHere = await vault.exists();
      const stretching = vault.stretch(password, () => operatorShare(operator));
      // Heard below, once the operator has answered.
      stretching.catch(() => undefined);
      try {
        if (operator === null) throw new AppError('operator.not-configured');
        const asking = operator.requestCode(address, password);
        const { expiresAt, passkeys } = await (isKnownHere ? withPatience(clock, asking) : asking);
        waiting = { address, unlocker: await stretching, tokens: null };
        const resendAt = toInstant(clock.now() + RESEND_AFTER_MS);
        return { state: 'code-awaited', awaited: { address, expiresAt, resendAt, triesLeft: CODE_TRIES, passkeys } };
      } catch (error) {
        if (!isUnreachable(error) || !isKnownHere) throw error;
        return { state: 'opened', signedIn: await openAlone(address, await stretching) };
      }
    },

    async beginPasskey() {
      if (operator === null || waiting === null || waiting.tokens !== null) throw new AppError('auth.code-expired');
      return operator.requestPasskey();
    },

    async verify(code) {
      if (operator === null || waiting === null || waiting.tokens !== null) throw new AppError('auth.code-expired');
      const { address, unlocker } = waiting;
      ports.onStep('tokens');
      let tokens: Tokens;
      try {
        tokens = await operator.signInWithCode(code);
      } catch (error) {
        if (error instanceof AppError && endsWaiting.includes(error.code)) forget();
        throw error;
      }
      try {
        const isKnownHere = await ports.vaultOf(address).exists();
        const signedIn = await open({ address, tokens }, 'code', async (vault) => {
          if (!isKnownHere) return vault.create(unlocker);
          const keys = await vault.unlock(unlocker);
          // The operator takes this password: one that it was changed from, or might have been, opens no more.
          await vault.keepOnly(unlocker);
          return keys;
        });
        forget();
        return signedIn;
      } catch (error) {
        if (error instanceof AppError && error.is('store.key-changed')) waiting = { address, unlocker, tokens };
        else {
          forget();
          await signOut();
        }
        throw error;
      }
    },

    async withRecoveryCode(code) {
      if (!waiting?.tokens) throw new AppError('session.ended');
      const { unlocker } = waiting;
      const signedIn = await open(waiting, 'recovery-code', (vault) => vault.recover(code, unlocker));
      forget();
      return signedIn;
    },

    async abandon() {
      const hasSession = waiting !== null && waiting.tokens !== null;
      forget();
      if (hasSession) await signOut();
    },
  };
}
