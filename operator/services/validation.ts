/** The agency's decision on an account: certified, with its number and its directory entry; or refused, with the reason. */
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import { certifiedLetter, refusedLetter } from './account-letters.ts';
import type { Courier } from './courier.ts';
import { entryOfAccount } from './directory-entry.ts';
import { type Account, type AccountStore, mailAddress } from './ports/accounts.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { Application, RegistrationStore } from './ports/registrations.ts';
import { nationalIdOf } from './registration.ts';

/** An application with the account that it is about. */
export interface PendingAccount {
  readonly account: Account;
  readonly application: Application;
}

export interface Validation {
  /** Accounts that wait, oldest first. */
  pending(): Promise<readonly PendingAccount[]>;
  /**
   * Certifies: what was declared becomes the account's. Throws `request.not-found` when nothing waits under that address,
   * `account.identifier-taken` when another account holds the professional number.
   */
  certify(address: string): Promise<void>;
  /** Refuses: the account goes on opening and answering. Throws `request.not-found` when nothing waits. */
  refuse(address: string, reason: string): Promise<void>;
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

  async function find(address: string): Promise<PendingAccount> {
    const account = (await accounts.byAddresses([address.toLowerCase()])).get(address.toLowerCase());
    const application = account ? await registrations.applicationOf(account.card.accountId) : null;
    if (!account || application?.state !== 'pending') throw new AppError('request.not-found');
    return { account, application };
  }

  async function decide(application: Application, account: Account): Promise<void> {
    const outcome = await registrations.decide(application, account);
    if (outcome === 'identifier-taken') throw new AppError('account.identifier-taken');
    if (outcome === 'not-pending') throw new AppError('request.not-found');
  }

  async function languageOf(account: Account) {
    return (await credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
  }

  return {
    async pending() {
      const waiting = await registrations.pending();
      const found = await Promise.all(
        waiting.map(async (application) => ({ application, account: await accounts.byId(application.accountId) })),
      );
      return found.flatMap(({ application, account }) => (account ? { application, account } : []));
    },
    async certify(address) {
      const { account, application } = await find(address);
      const { profile } = application;
      const card = { ...account.card, certified: true, rpps: profile.rpps || null };
      const certified: Account = { ...account, card, nationalId: nationalIdOf(profile) };
      await decide({ ...application, state: 'certified', decidedAt: clock() }, certified);
      // A structure may have entered the person before: the entry is brought up to date (guide, FAQ 9).
      const known = (await directory.byAddresses([card.address]))[0];
      await directory.put(
        [entryOfAccount(card, profile.department, known?.id ?? `account-${card.accountId}`)],
        'account',
      );
      courier.send(mailAddress(account), certifiedLetter(await languageOf(account)));
    },
    async refuse(address, reason) {
      const { account, application } = await find(address);
      await decide({ ...application, state: 'refused', decidedAt: clock(), reason }, account);
      courier.send(mailAddress(account), refusedLetter(await languageOf(account), reason));
    },
  };
}
