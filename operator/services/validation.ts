/** The agency's decision on an account: certified, with its number and its directory entry; or refused, with the reason. */
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import { certifiedLetter, refusedLetter } from './account-letters.ts';
import { actOn } from './acts.ts';
import type { Courier } from './courier.ts';
import { entryOfAccount } from './directory-entry.ts';
import { type Account, type AccountStore, mailAddress } from './ports/accounts.ts';
import type { Actor } from './ports/acts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { Application, RegistrationStore } from './ports/registrations.ts';
import { nationalIdOf } from './registration.ts';

/** An application with the account that it is about. */
export interface PendingAccount {
  readonly account: Account;
  readonly application: Application;
}

/** `not-pending`: somebody decided before, or the account is closed; `identifier-taken`: the number is another account's. */
export type DecisionOutcome = 'decided' | 'not-pending' | 'identifier-taken';

export interface Validation {
  /** Accounts that wait, oldest first. */
  pending(): Promise<readonly PendingAccount[]>;
  /** What waits under an address; throws `request.not-found` when nothing does. */
  find(address: string): Promise<PendingAccount>;
  /** Certifies: what was declared becomes the account's. */
  certify(pending: PendingAccount, by: Actor): Promise<DecisionOutcome>;
  /** Refuses: the account goes on opening and answering. The owner reads the reason. */
  refuse(pending: PendingAccount, reason: string, by: Actor): Promise<DecisionOutcome>;
}

export interface ValidationParts {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly registrations: RegistrationStore;
  readonly directory: DirectoryStore;
  readonly courier: Courier;
  readonly clock: Clock;
}

export function createValidation(parts: ValidationParts): Validation {
  const { accounts, credentials, registrations, directory, courier, clock } = parts;

  async function languageOf(account: Account) {
    return (await credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
  }

  return {
    async pending() {
      const waiting = await registrations.pending();
      const found = await Promise.all(
        waiting.map(async (application) => ({ application, account: await accounts.byId(application.accountId) })),
      );
      return found.flatMap(({ application, account }) => (account && !account.closed ? { application, account } : []));
    },
    async find(address) {
      const account = (await accounts.byAddresses([address.toLowerCase()])).get(address.toLowerCase());
      const application = account ? await registrations.applicationOf(account.card.accountId) : null;
      if (!account || account.closed || application?.state !== 'pending') throw new AppError('request.not-found');
      return { account, application };
    },
    async certify({ account, application }, by) {
      const { profile } = application;
      // A number that a card has proved stays: one that was declared is that one, or none was.
      const card = { ...account.card, certified: true, rpps: account.card.rpps ?? (profile.rpps || null) };
      const certified: Account = { ...account, card, nationalId: account.nationalId ?? nationalIdOf(profile) };
      // Better not decided than certified and missing from the directory.
      await directory.checkWritable();
      const decidedAt = clock();
      const outcome = await registrations.decide(
        { ...application, state: 'certified', decidedAt },
        certified,
        actOn(account, { kind: 'certified', by, at: decidedAt, reason: null }),
      );
      if (outcome !== 'decided') return outcome;
      // A structure may have entered the person before: the entry is brought up to date (guide, FAQ 9).
      const known = (await directory.byAddresses([card.address]))[0];
      await directory.put(
        [entryOfAccount(card, profile.department, known?.id ?? `account-${card.accountId}`)],
        'account',
      );
      // Closed by somebody else in between, it had left the directory before it came.
      const now = await accounts.byId(card.accountId);
      if (!now || now.closed) await directory.removeAccount(card.address, card.accountId);
      courier.send(mailAddress(account), certifiedLetter(await languageOf(account)));
      return outcome;
    },
    async refuse({ account, application }, reason, by) {
      const decidedAt = clock();
      const outcome = await registrations.decide(
        { ...application, state: 'refused', decidedAt, reason },
        account,
        actOn(account, { kind: 'refused', by, at: decidedAt, reason }),
      );
      if (outcome === 'decided') courier.send(mailAddress(account), refusedLetter(await languageOf(account), reason));
      return outcome;
    },
  };
}
