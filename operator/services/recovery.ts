/** Choosing a new password: by a mailed link, or knowing the current one. Never tells whether an account exists. */
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import { passwordChangedLetter, recoveryByCardLetter, recoveryLetter } from './account-letters.ts';
import type { Courier } from './courier.ts';
import { passwordRemovedLetter } from './factor-letters.ts';
import { isFreshCard } from './fresh-card.ts';
import { hashLinkToken, newLinkToken, type SitePages } from './mailed-links.ts';
import type { Passwords } from './passwords.ts';
import { type Account, type AccountStore, mailAddress } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { Link, RegistrationStore } from './ports/registrations.ts';
import type { Caller, Sessions } from './sessions.ts';
import { createTokenBuckets } from './token-buckets.ts';

const LIFETIME_MS = 3_600_000;
/** Mails an hour to one address; links that left keep their worth, so that nobody is kept from recovering. */
const MAX_MAILS_AN_HOUR = 3;
const MAX_FROM_NETWORK = 60;
/** Wrong current passwords that one session may give in a quarter of an hour. */
const MAX_CHANGES = 5;

export interface Recovery {
  /** Sends a link where there is an account with a password; the caller cannot tell. */
  start(address: string, network: string): Promise<void>;
  /** `account.link-invalid` when the link does not serve any more. Uses nothing up. */
  pending(token: string): Promise<Link>;
  /** Sets the password and ends every session. Throws `account.link-invalid` or `account.password-refused`. */
  finish(token: string, password: string): Promise<void>;
  /** Whether a password opens sessions of the caller's account. */
  hasPassword(caller: Caller): Promise<boolean>;
  /** Throws `account.password-wrong` or `account.password-refused`; ends the account's other sessions. */
  change(caller: Caller, current: string | null, next: string): Promise<void>;
  /**
   * The card alone opens the account from then on; forgets the code application, ends the other sessions. Throws
   * `account.card-needed` but right after signing in by card, or `account.password-wrong`.
   */
  remove(caller: Caller, current: string): Promise<void>;
}

export interface RecoveryParts {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly registrations: RegistrationStore;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly courier: Courier;
  readonly pages: SitePages;
  readonly clock: Clock;
}

export function createRecovery(parts: RecoveryParts): Recovery {
  const { accounts, credentials, registrations, passwords, sessions, courier, clock } = parts;
  const networks = createTokenBuckets(MAX_FROM_NETWORK, LIFETIME_MS, clock);
  const changes = createTokenBuckets(MAX_CHANGES, 15 * 60_000, clock);

  async function find(address: string): Promise<Account | null> {
    const account = (await accounts.byAddresses([address])).get(address);
    return account && !account.closed ? account : null;
  }

  async function pending(token: string): Promise<Link> {
    const link = await registrations.findLink(hashLinkToken(token), 'recovery', clock());
    if (!link) throw new AppError('account.link-invalid');
    return link;
  }

  /** An account that has no password gets its first one from a session opened by card, and from nothing weaker. */
  async function checkCurrent(caller: Caller, kept: string | null, current: string | null): Promise<void> {
    if (kept === null && current === null && caller.session.method === 'card') return;
    const retryAfterSeconds = changes.take(caller.session.id);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
    if (!(await passwords.matches(kept, current ?? ''))) throw new AppError('account.password-wrong');
  }

  return {
    async start(address, network) {
      const retryAfterSeconds = networks.take(network);
      if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
      const account = await find(address);
      const password = await credentials.passwordOf(account?.card.accountId ?? '');
      const language = password?.language ?? 'fr';
      const { token, tokenHash } = newLinkToken();
      const createdAt = clock();
      const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
      // Written for an address without an account too; its secret is known to nobody.
      const added = await registrations.addLink(
        { tokenHash, purpose: 'recovery', address, givenName: '', familyName: '', language, createdAt, expiresAt },
        new Date(createdAt.getTime() - LIFETIME_MS),
        MAX_MAILS_AN_HOUR,
      );
      if (account === null || added === 'enough') return;
      const letter = password
        ? recoveryLetter(language, parts.pages.newPassword(token))
        : recoveryByCardLetter(language);
      courier.send(mailAddress(account), letter);
    },
    pending,
    async finish(token, next) {
      const link = await pending(token);
      passwords.check(next);
      const account = await find(link.address);
      const hash = await passwords.hash(next);
      if (account === null) throw new AppError('account.link-invalid');
      const { accountId } = account.card;
      const changed = { accountId, hash, language: link.language };
      const outcome = await registrations.finishRecovery(hashLinkToken(token), changed, clock());
      if (outcome === 'link-gone') throw new AppError('account.link-invalid');
      await sessions.endOthers(accountId, null);
      courier.send(mailAddress(account), passwordChangedLetter(link.language, clock()));
    },
    hasPassword: async ({ account }) => (await credentials.passwordOf(account.card.accountId)) !== null,
    async change(caller, current, next) {
      const { account, session } = caller;
      const { accountId } = account.card;
      const kept = await credentials.passwordOf(accountId);
      await checkCurrent(caller, kept?.hash ?? null, current);
      passwords.check(next);
      const language = kept?.language ?? 'fr';
      await credentials.setPassword({ accountId, hash: await passwords.hash(next), language });
      await sessions.endOthers(accountId, session.id);
      courier.send(mailAddress(account), passwordChangedLetter(language, clock()));
    },
    async remove(caller, current) {
      const { account, session } = caller;
      const { accountId } = account.card;
      if (!isFreshCard(session, clock())) throw new AppError('account.card-needed');
      const kept = await credentials.passwordOf(accountId);
      await checkCurrent(caller, kept?.hash ?? null, current);
      await credentials.removePassword(accountId);
      await sessions.endOthers(accountId, session.id);
      courier.send(mailAddress(account), passwordRemovedLetter(kept?.language ?? 'fr', clock()));
    },
  };
}
