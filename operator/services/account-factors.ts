/**
 * An account's code application: shown to whoever knows the password, in force once a code has proved that it arrived,
 * and taken away by whoever proves both again. It replaces the mailed code, so that neither a mailbox nor a session that
 * somebody else holds is enough to change it. Recovery codes stand in for it, and for passkeys.
 */
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { AccountProof } from './account-proof.ts';
import { recoveryCodesLetter, timeCodesOffLetter, timeCodesOnLetter } from './factor-letters.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import type { FactorStore } from './ports/factors.ts';
import type { Caller } from './sessions.ts';
import { otpauthUri, toBase32 } from './time-codes.ts';

/** Time to install an application and to scan. */
const BEGUN_LIFETIME_MS = 30 * 60_000;

/** How an account's code application stands. */
export interface FactorState {
  readonly enrolledAt: Date;
}

/** A secret as it is shown, once. */
export interface ShownSecret {
  readonly key: string;
  readonly uri: string;
  readonly expiresAt: Date;
}

export interface AccountFactors {
  state(caller: Caller): Promise<FactorState | null>;
  recoveryCodesLeft(caller: Caller): Promise<number>;
  /**
   * `code` is of the passkey or recovery code where passkeys are in force. Throws `account.password-wrong`,
   * `account.code-wrong`, or `account.time-codes-changed` when an application is in force.
   */
  begin(caller: Caller, password: string, code: string | null): Promise<ShownSecret>;
  /**
   * Gives the recovery codes, once; none where the account has them already, for its passkeys. Ends the other sessions.
   * Throws `account.code-wrong` or `account.time-codes-changed`.
   */
  confirm(caller: Caller, code: string): Promise<readonly string[]>;
  /** New recovery codes in place of all former ones; throws as `remove` does. */
  renewRecoveryCodes(caller: Caller, password: string, code: string): Promise<readonly string[]>;
  /**
   * `code` is null for who has neither application nor recovery codes left, and has just signed in by card. Throws
   * `account.password-wrong`, `account.code-wrong` or `account.time-codes-changed`.
   */
  remove(caller: Caller, password: string, code: string | null): Promise<void>;
}

export interface AccountFactorParts {
  readonly factors: FactorStore;
  readonly secrets: FactorSecrets;
  readonly accountProof: AccountProof;
  readonly clock: Clock;
  readonly operatorName: string;
}

export function createAccountFactors(parts: AccountFactorParts): AccountFactors {
  const { factors, secrets, accountProof, clock } = parts;

  return {
    async state({ account }) {
      const kept = await factors.timeCodesOf(account.card.accountId);
      return kept && { enrolledAt: kept.enrolledAt };
    },
    recoveryCodesLeft: ({ account }) => factors.recoveryCodesLeft(account.card.accountId),
    async begin(caller, password, code) {
      await accountProof.checkPassword(caller, password);
      const { accountId, address } = caller.account.card;
      if (await factors.timeCodesOf(accountId)) throw new AppError('account.time-codes-changed');
      await accountProof.spend(caller, code);
      const secret = secrets.newTotpSecret();
      const expiresAt = new Date(clock().getTime() + BEGUN_LIFETIME_MS);
      await factors.begin(accountId, secrets.sealTotp(accountId, secret), expiresAt);
      return { key: toBase32(secret), uri: otpauthUri(secret, parts.operatorName, address), expiresAt };
    },
    async confirm(caller, code) {
      accountProof.countTry(caller);
      const { accountId } = caller.account.card;
      const at = clock();
      const secret = await factors.begun(accountId, at);
      if (secret === null) throw new AppError('account.time-codes-changed');
      const { step } = secrets.read(accountId, { secret, step: 0 }, code, at);
      if (step === null) throw new AppError('account.code-wrong');
      const codes = secrets.newRecoveryCodes();
      const recoveryHashes = codes.map((one) => secrets.recoveryHash(accountId, one));
      const outcome = await factors.enrol({ accountId, secret, step, recoveryHashes, at });
      if (outcome === 'gone') throw new AppError('account.time-codes-changed');
      await accountProof.changed(caller, timeCodesOnLetter);
      return outcome === 'first' ? codes : [];
    },
    async renewRecoveryCodes(caller, password, code) {
      await accountProof.checkPassword(caller, password);
      const { accountId } = caller.account.card;
      if (!(await factors.isInForce(accountId))) throw new AppError('account.time-codes-changed');
      const codes = secrets.newRecoveryCodes();
      const hashes = codes.map((one) => secrets.recoveryHash(accountId, one));
      const spent = await factors.renewRecoveryCodes(accountId, await accountProof.read(caller, code), hashes);
      if (spent === null) throw new AppError('account.code-wrong');
      await accountProof.tell(caller, recoveryCodesLetter);
      return codes;
    },
    async remove(caller, password, code) {
      await accountProof.checkPassword(caller, password);
      const { accountId } = caller.account.card;
      const given = await accountProof.readOrCard(caller, code);
      if ((await factors.timeCodesOf(accountId)) === null) throw new AppError('account.time-codes-changed');
      if (given === null) {
        if (!(await factors.forget(accountId))) throw new AppError('account.time-codes-changed');
      } else if ((await factors.remove(accountId, given)) === null) {
        throw new AppError('account.code-wrong');
      }
      const isLast = !(await factors.isInForce(accountId));
      await accountProof.changed(caller, (language, at) => timeCodesOffLetter(language, at, isLast));
    },
  };
}
