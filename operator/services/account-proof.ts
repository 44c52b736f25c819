/**
 * What a change of an account's access asks for within a session: the password again, and, where a second factor is in
 * force, a code of it. Neither a mailbox nor a session that somebody else holds is enough to change what opens the account.
 */
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import type { Clock } from '../clock.ts';
import type { Courier, Letter } from './courier.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import { isFreshCard } from './fresh-card.ts';
import type { PasskeyCeremonies } from './passkey-ceremonies.ts';
import type { Passwords } from './passwords.ts';
import { mailAddress } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { FactorStore, FactorTry } from './ports/factors.ts';
import type { Caller, Sessions } from './sessions.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** Passwords and codes that one session may try in a quarter of an hour. */
const MAX_TRIES = 10;

export interface AccountProof {
  /** Throws `operator.too-many-requests` once the session has tried enough. */
  countTry(caller: Caller): void;
  /** Throws `account.password-wrong`. */
  checkPassword(caller: Caller, password: string): Promise<void>;
  /** What a given code may be; a store says whether it is, and uses it up. */
  read(caller: Caller, code: string): Promise<FactorTry>;
  /** The same; null for who needs none, having just signed in by card. Throws `account.code-wrong` for any other without one. */
  readOrCard(caller: Caller, code: string | null): Promise<FactorTry | null>;
  /** Before another factor is begun: where one is in force, uses a code of it up. Throws `account.code-wrong`. */
  spend(caller: Caller, code: string | null): Promise<void>;
  /** The change is made: the other sessions end, and the owner is told. */
  changed(caller: Caller, make: (language: Language, at: Date) => Letter): Promise<void>;
  /** Mails the owner. */
  tell(caller: Caller, make: (language: Language, at: Date) => Letter): Promise<void>;
}

export interface AccountProofParts {
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly secrets: FactorSecrets;
  readonly ceremonies: Pick<PasskeyCeremonies, 'codeHash'>;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly courier: Courier;
  readonly clock: Clock;
}

export function createAccountProof(parts: AccountProofParts): AccountProof {
  const { credentials, factors, secrets, clock } = parts;
  const tries = createTokenBuckets(MAX_TRIES, 15 * 60_000, clock);

  function countTry({ session }: Caller): void {
    const retryAfterSeconds = tries.take(session.id);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
  }

  async function read({ account, session }: Caller, code: string): Promise<FactorTry> {
    const { accountId } = account.card;
    const at = clock();
    const typed = secrets.read(accountId, await factors.timeCodesOf(accountId), code, at);
    return { ...typed, passkeyHash: parts.ceremonies.codeHash('proof', session.id, code), at };
  }

  async function readOrCard(caller: Caller, code: string | null): Promise<FactorTry | null> {
    if (code !== null) return read(caller, code);
    if (!isFreshCard(caller.session, clock())) throw new AppError('account.code-wrong');
    return null;
  }

  async function tell({ account }: Caller, make: (language: Language, at: Date) => Letter): Promise<void> {
    const language = (await credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
    parts.courier.send(mailAddress(account), make(language, clock()));
  }

  return {
    countTry,
    async checkPassword(caller, password) {
      countTry(caller);
      const kept = await credentials.passwordOf(caller.account.card.accountId);
      if (!(await parts.passwords.matches(kept?.hash ?? null, password))) throw new AppError('account.password-wrong');
    },
    read,
    readOrCard,
    async spend(caller, code) {
      const { accountId } = caller.account.card;
      if (!(await factors.isInForce(accountId))) return;
      const given = await readOrCard(caller, code);
      if (given !== null && (await factors.spend(accountId, given)) === null) throw new AppError('account.code-wrong');
    },
    async changed(caller, make) {
      await parts.sessions.endOthers(caller.account.card.accountId, caller.session.id);
      await tell(caller, make);
    },
    tell,
  };
}
