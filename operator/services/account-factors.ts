/**
 * An account's code application: shown to whoever knows the password, in force once a code has proved that it arrived,
 * and taken away by whoever proves both again. It replaces the mailed code, so that neither a mailbox nor a session that
 * somebody else holds is enough to change it.
 */
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import type { Clock } from '../clock.ts';
import type { Courier, Letter } from './courier.ts';
import { recoveryCodesLetter, timeCodesOffLetter, timeCodesOnLetter } from './factor-letters.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import { isFreshCard } from './fresh-card.ts';
import type { Passwords } from './passwords.ts';
import { mailAddress } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { FactorStore } from './ports/factors.ts';
import type { Caller, Sessions } from './sessions.ts';
import { otpauthUri, toBase32 } from './time-codes.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** Time to install an application and to scan. */
const BEGUN_LIFETIME_MS = 30 * 60_000;
/** Passwords and codes that one session may try in a quarter of an hour. */
const MAX_TRIES = 10;

/** How an account's code application stands. */
export interface FactorState {
  readonly enrolledAt: Date;
  readonly recoveryCodesLeft: number;
}

/** A secret as it is shown, once. */
export interface ShownSecret {
  readonly key: string;
  readonly uri: string;
  readonly expiresAt: Date;
}

export interface AccountFactors {
  state(caller: Caller): Promise<FactorState | null>;
  /** Throws `account.password-wrong`, or `account.time-codes-changed` when an application is in force. */
  begin(caller: Caller, password: string): Promise<ShownSecret>;
  /** Gives the recovery codes, once; ends the other sessions. Throws `account.code-wrong` or `account.time-codes-changed`. */
  confirm(caller: Caller, code: string): Promise<readonly string[]>;
  /** New recovery codes in place of all former ones; throws as `remove` does. */
  renewRecoveryCodes(caller: Caller, password: string, code: string): Promise<readonly string[]>;
  /**
   * Mailed codes serve again. `code` is null for who has neither application nor recovery codes left, and has just signed
   * in by card. Throws `account.password-wrong`, `account.code-wrong` or `account.time-codes-changed`.
   */
  remove(caller: Caller, password: string, code: string | null): Promise<void>;
}

export interface AccountFactorParts {
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly secrets: FactorSecrets;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly courier: Courier;
  readonly clock: Clock;
  readonly operatorName: string;
}

export function createAccountFactors(parts: AccountFactorParts): AccountFactors {
  const { credentials, factors, secrets, passwords, sessions, courier, clock } = parts;
  const tries = createTokenBuckets(MAX_TRIES, 15 * 60_000, clock);

  function countTry({ session }: Caller): void {
    const retryAfterSeconds = tries.take(session.id);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
  }

  async function checkPassword(caller: Caller, password: string): Promise<void> {
    countTry(caller);
    const kept = await credentials.passwordOf(caller.account.card.accountId);
    if (!(await passwords.matches(kept?.hash ?? null, password))) throw new AppError('account.password-wrong');
  }

  async function tell({ account }: Caller, make: (language: Language, at: Date) => Letter): Promise<void> {
    const language = (await credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
    courier.send(mailAddress(account), make(language, clock()));
  }

  /** What a typed code may be, of the application in force. */
  async function readCode(accountId: string, code: string) {
    const kept = await factors.timeCodesOf(accountId);
    if (kept === null) throw new AppError('account.time-codes-changed');
    return secrets.read(accountId, kept, code, clock());
  }

  return {
    async state({ account }) {
      const { accountId } = account.card;
      const kept = await factors.timeCodesOf(accountId);
      return kept && { enrolledAt: kept.enrolledAt, recoveryCodesLeft: await factors.recoveryCodesLeft(accountId) };
    },
    async begin(caller, password) {
      await checkPassword(caller, password);
      const { accountId, address } = caller.account.card;
      if (await factors.timeCodesOf(accountId)) throw new AppError('account.time-codes-changed');
      const secret = secrets.newTotpSecret();
      const expiresAt = new Date(clock().getTime() + BEGUN_LIFETIME_MS);
      await factors.begin(accountId, secrets.sealTotp(accountId, secret), expiresAt);
      return { key: toBase32(secret), uri: otpauthUri(secret, parts.operatorName, address), expiresAt };
    },
    async confirm(caller, code) {
      countTry(caller);
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
      await sessions.endOthers(accountId, caller.session.id);
      await tell(caller, timeCodesOnLetter);
      return codes;
    },
    async renewRecoveryCodes(caller, password, code) {
      await checkPassword(caller, password);
      const { accountId } = caller.account.card;
      const codes = secrets.newRecoveryCodes();
      const hashes = codes.map((one) => secrets.recoveryHash(accountId, one));
      const spent = await factors.renewRecoveryCodes(accountId, await readCode(accountId, code), hashes);
      if (spent === null) throw new AppError('account.code-wrong');
      await tell(caller, recoveryCodesLetter);
      return codes;
    },
    async remove(caller, password, code) {
      await checkPassword(caller, password);
      const { accountId } = caller.account.card;
      if (code === null) {
        if (!isFreshCard(caller.session, clock())) throw new AppError('account.code-wrong');
        if (!(await factors.forget(accountId))) throw new AppError('account.time-codes-changed');
      } else if ((await factors.remove(accountId, await readCode(accountId, code))) === null) {
        throw new AppError('account.code-wrong');
      }
      await sessions.endOthers(accountId, caller.session.id);
      await tell(caller, timeCodesOffLetter);
    },
  };
}
