/**
 * Creating an account (guide, part 6): an address, a link mailed to it, a profile and a password. What is declared binds
 * nothing until the agency has validated it: a professional number is neither shown nor used to find an account by card.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { AccountCard } from '../../contract/model/person.ts';
import { kindOfProfession } from '../../contract/model/professions.ts';
import {
  judgeProfile,
  normalizeProfile,
  type RegistrationRequest,
  type SubmittedProfile,
} from '../../contract/model/registration.ts';
import type { Clock } from '../clock.ts';
import { alreadyRegisteredLetter, registrationLetter } from './account-letters.ts';
import type { Courier } from './courier.ts';
import { hashLinkToken, newLinkToken, type SitePages } from './mailed-links.ts';
import type { Passwords } from './passwords.ts';
import { type AccountStore, mailAddress } from './ports/accounts.ts';
import type { AddressChangeStore } from './ports/address-changes.ts';
import type { Link, RegistrationStore } from './ports/registrations.ts';
import type { StructureStore } from './ports/structures.ts';
import { completedCard } from './preregistration.ts';
import { createTokenBuckets } from './token-buckets.ts';

const DAY_MS = 24 * 3_600_000;
/** Mails a day to one address; those that left keep their worth, so that nobody is kept from registering. */
const MAX_MAILS_A_DAY = 3;
/** Registrations an hour from one network: a hospital is one. */
const MAX_FROM_NETWORK = 60;

export interface FinishedForm {
  readonly token: string;
  readonly password: string;
  readonly profile: SubmittedProfile;
}

export interface Registrations {
  /** Sends a link, or a mail that says there is an account already; the caller cannot tell which. */
  start(request: RegistrationRequest, network: string): Promise<void>;
  /** What a link is for; `account.link-invalid` when it does not serve any more. Uses nothing up. */
  pending(token: string): Promise<Link>;
  /**
   * Creates the account. Throws `account.link-invalid`, `account.password-refused`, `account.profile-refused` or
   * `account.identifier-taken`; the link still serves after the last three. Gives the account's address.
   */
  finish(form: FinishedForm): Promise<string>;
}

export interface RegistrationParts {
  readonly accounts: AccountStore;
  readonly registrations: RegistrationStore;
  readonly addressChanges: Pick<AddressChangeStore, 'formerHolders'>;
  readonly structures: StructureStore;
  readonly passwords: Passwords;
  readonly courier: Courier;
  readonly pages: SitePages;
  readonly clock: Clock;
}

export function createRegistrations(parts: RegistrationParts): Registrations {
  const { accounts, registrations, structures, passwords, courier, pages, clock } = parts;
  const networks = createTokenBuckets(MAX_FROM_NETWORK, 3_600_000, clock);

  async function pending(token: string): Promise<Link> {
    const link = await registrations.findLink(hashLinkToken(token), 'registration', clock());
    if (!link) throw new AppError('account.link-invalid');
    return link;
  }

  return {
    async start({ address, givenName, familyName, language }, network) {
      const retryAfterSeconds = networks.take(network);
      if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
      const account =
        (await accounts.byAddresses([address])).get(address) ??
        // An address that somebody had stays theirs: letters that were sealed name it still.
        (await parts.addressChanges.formerHolders([address])).get(address);
      const { token, tokenHash } = newLinkToken();
      const createdAt = clock();
      const added = await registrations.addLink(
        {
          tokenHash,
          purpose: account ? 'notice' : 'registration',
          address,
          givenName,
          familyName,
          language,
          createdAt,
          expiresAt: new Date(createdAt.getTime() + DAY_MS),
        },
        new Date(createdAt.getTime() - DAY_MS),
        MAX_MAILS_A_DAY,
      );
      if (added === 'enough') return;
      if (account) courier.send(mailAddress(account), alreadyRegisteredLetter(language, pages.recovery()));
      else courier.send(address, registrationLetter(language, pages.registration(token)));
    },
    pending,
    async finish({ token, password, profile: submitted }) {
      const link = await pending(token);
      passwords.check(password);
      const profile = normalizeProfile(submitted);
      const problems = judgeProfile(profile);
      if (problems.length > 0) throw new AppError('account.profile-refused', { problems });
      const nationalId = nationalIdOf(profile);
      if (nationalId && (await accounts.byNationalId(nationalId))) throw new AppError('account.identifier-taken');
      const accountId = randomUUID();
      const hash = await passwords.hash(password);
      // Last, as a structure may let them go meanwhile.
      const prepared = await structures.openByAddress(link.address);
      const submittedAt = clock();
      const outcome = await registrations.finish(
        hashLinkToken(token),
        {
          account: {
            card: completedCard(cardOf(accountId, link.address, profile), prepared),
            nationalId: null,
            contactEmail: null,
            department: profile.department,
            suspended: false,
            closed: false,
          },
          password: { accountId, hash, language: link.language },
          application: { accountId, profile, state: 'pending', submittedAt, decidedAt: null, reason: null },
        },
        submittedAt,
      );
      if (outcome !== 'created') throw new AppError('account.link-invalid');
      return link.address;
    },
  };
}

/** The identifier as certificates carry it (`8`+RPPS, `0`+ADELI); null without a number. */
export function nationalIdOf({ rpps, adeli }: SubmittedProfile): string | null {
  if (rpps !== '') return `8${rpps}`;
  return adeli === '' ? null : `0${adeli}`;
}

function cardOf(accountId: string, address: string, profile: SubmittedProfile): AccountCard {
  return AccountCard.parse({
    accountId,
    address,
    title: '',
    givenName: profile.givenName,
    familyName: profile.familyName,
    kind: kindOfProfession(profile.profession),
    profession: profile.profession,
    specialty: null,
    organisation: profile.organisation || null,
    town: profile.town,
    rpps: null,
    certified: false,
  });
}
