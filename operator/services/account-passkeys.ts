/**
 * An account's passkeys: made in the browser, in force once the session that asked has given back what came of it, taken
 * away for password and code. Beside a code application or instead of one; without any of them codes come by mail.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { MAX_PASSKEYS } from '../../contract/model/passkey.ts';
import type { Clock } from '../clock.ts';
import type { AccountProof } from './account-proof.ts';
import { passkeyAddedLetter, passkeyRemovedLetter } from './factor-letters.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import type { BegunCeremony, PasskeyCeremonies } from './passkey-ceremonies.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { FactorStore } from './ports/factors.ts';
import type { Passkey, PasskeyStore } from './ports/passkeys.ts';
import type { Proof } from './possession.ts';
import type { Caller } from './sessions.ts';

export interface AccountPasskeys {
  /** Whether this operator takes any. */
  isOffered(): boolean;
  list(caller: Caller): Promise<readonly Passkey[]>;
  /**
   * In place of the code of a challenge. The same for every challenge of that key, whether or not anything opens it.
   * Throws `auth.code-expired`, or `auth.proof-invalid` for another key than the challenge's.
   */
  beginSignIn(challengeId: string, proof: Proof): Promise<BegunCeremony>;
  /** What comes of it is a code for a change in this session. */
  beginProof(caller: Caller): Promise<BegunCeremony>;
  /** Throws `account.password-wrong`, `account.code-wrong` or `account.too-many-passkeys`. */
  begin(caller: Caller, password: string, code: string | null): Promise<BegunCeremony>;
  /** Gives the recovery codes, once, with the account's first factor. Throws `account.passkey-gone`. */
  confirm(caller: Caller, code: string, name: string): Promise<readonly string[]>;
  /** Throws `account.password-wrong`, `account.code-wrong` or `account.passkey-gone`. */
  remove(caller: Caller, id: string, proof: { readonly password: string; readonly code: string | null }): Promise<void>;
}

export interface AccountPasskeyParts {
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly passkeys: PasskeyStore;
  readonly ceremonies: PasskeyCeremonies;
  readonly secrets: FactorSecrets;
  readonly accountProof: AccountProof;
  readonly clock: Clock;
}

export function createAccountPasskeys(parts: AccountPasskeyParts): AccountPasskeys {
  const { credentials, factors, passkeys, ceremonies, secrets, accountProof, clock } = parts;

  return {
    isOffered: () => ceremonies.relyingParty() !== null,
    list: ({ account }) => passkeys.passkeysOf(account.card.accountId),
    async beginSignIn(challengeId, proof) {
      await proof.spend();
      const jkt = await credentials.challengingKey(challengeId, clock());
      if (jkt === null) throw new AppError('auth.code-expired');
      if (jkt !== proof.jkt) throw new AppError('auth.proof-invalid');
      return ceremonies.begin('sign-in', challengeId, await credentials.challengedAccount(challengeId));
    },
    beginProof: ({ account, session }) => ceremonies.begin('proof', session.id, account.card.accountId),
    async begin(caller, password, code) {
      await accountProof.checkPassword(caller, password);
      const { accountId } = caller.account.card;
      if ((await passkeys.passkeysOf(accountId)).length >= MAX_PASSKEYS)
        throw new AppError('account.too-many-passkeys');
      await accountProof.spend(caller, code);
      return ceremonies.begin('enrolment', caller.session.id, accountId);
    },
    async confirm(caller, code, name) {
      accountProof.countTry(caller);
      const { accountId } = caller.account.card;
      const codes = secrets.newRecoveryCodes();
      const outcome = await passkeys.enrol({
        id: randomUUID(),
        accountId,
        codeHash: ceremonies.codeHash('enrolment', caller.session.id, code),
        name,
        recoveryHashes: codes.map((one) => secrets.recoveryHash(accountId, one)),
        at: clock(),
        max: MAX_PASSKEYS,
      });
      if (outcome === 'gone') throw new AppError('account.passkey-gone');
      if (outcome === 'too-many') throw new AppError('account.too-many-passkeys');
      await accountProof.changed(caller, passkeyAddedLetter);
      return outcome === 'first' ? codes : [];
    },
    async remove(caller, id, { password, code }) {
      await accountProof.checkPassword(caller, password);
      const { accountId } = caller.account.card;
      const outcome = await passkeys.remove(accountId, id, await accountProof.readOrCard(caller, code));
      if (outcome === 'wrong-code') throw new AppError('account.code-wrong');
      if (outcome === 'gone') throw new AppError('account.passkey-gone');
      const isLast = !(await factors.isInForce(accountId));
      await accountProof.changed(caller, (language, at) => passkeyRemovedLetter(language, at, isLast));
    },
  };
}
