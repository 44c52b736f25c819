/** How the account is entered: its open sessions, and its password. */
import { AppError, type ErrorCode } from '../../../../contract/errors.ts';
import type { Access } from '../../../../contract/ipc/settings.contract.ts';
import type { OperatorApi } from '../operator-port.ts';
import type { KeyVault } from '../vault-port.ts';

/** Failures after which the operator may have done what it was asked. */
const unheard: readonly ErrorCode[] = [
  'operator.offline',
  'operator.timeout',
  'operator.protocol',
  'operator.unavailable',
];

function isUnheard(error: unknown): boolean {
  return error instanceof AppError && unheard.includes(error.code);
}

export interface AccessPorts {
  readonly operator: OperatorApi;
  /** What the password opens on this workstation; null in a session by card, whose mailbox it does not open. */
  readonly vault: KeyVault | null;
  readonly operatorShare: () => Promise<Uint8Array>;
}

export function createAccess({ operator, vault, operatorShare }: AccessPorts) {
  const list = (): Promise<Access> => operator.call('sessions', {});

  async function end(sessionId: string): Promise<void> {
    try {
      await operator.call('sessionEnd', { params: { sessionId } });
    } catch (error) {
      // Over already, which is what was asked for.
      if (!(error instanceof AppError && error.is('request.not-found'))) throw error;
    }
  }

  /** The mailbox opens with either password until the operator has said which one it is. */
  async function changeBoth(kept: KeyVault, current: string, next: string): Promise<void> {
    const [before, after] = await Promise.all([
      kept.stretch(current, operatorShare),
      kept.stretch(next, operatorShare),
    ]);
    try {
      const takeAway = await kept.addPassword(before, after).catch((error: unknown) => {
        throw error instanceof AppError && error.is('store.key-changed')
          ? new AppError('account.password-wrong')
          : error;
      });
      try {
        await operator.call('passwordChange', { body: { current, next } });
      } catch (error) {
        if (!isUnheard(error)) await takeAway();
        throw error;
      }
      // Changed it is; should the operator not be heard any more, the next sign-in there takes the former one away.
      await kept.keepOnly(after).catch((error: unknown) => {
        if (!isUnheard(error)) throw error;
      });
    } finally {
      for (const { stretched } of [before, after]) stretched.fill(0);
    }
  }

  return {
    list,
    async end(sessionId: string): Promise<Access> {
      await end(sessionId);
      return list();
    },
    async endOthers(): Promise<Access> {
      const { sessions } = await list();
      for (const { id, current } of sessions) if (!current) await end(id);
      return list();
    },
    /** `account.password-wrong`, `account.password-refused`. */
    async changePassword(current: string | null, next: string): Promise<Access> {
      if (vault === null || current === null) await operator.call('passwordChange', { body: { current, next } });
      else await changeBoth(vault, current, next);
      return list();
    },
    /** `account.card-needed`, `account.password-wrong`. */
    async removePassword(current: string): Promise<Access> {
      await operator.call('passwordRemove', { body: { current } });
      return list();
    },
  };
}

export type AccountAccess = ReturnType<typeof createAccess>;
