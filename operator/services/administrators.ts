/** Who looks after accounts: added and removed by the operator, enrolled by themselves through a link that serves once. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import type { Clock } from '../clock.ts';
import { actOfAdministrator } from './acts.ts';
import { enrolmentLetter } from './administration-letters.ts';
import type { ConsoleSecrets } from './console-secrets.ts';
import type { Courier } from './courier.ts';
import { hashLinkToken, newLinkToken, type SitePages } from './mailed-links.ts';
import type { Passwords } from './passwords.ts';
import { commandLine } from './ports/acts.ts';
import type { Administrator, AdministratorRole, AdministratorStore, Enrolment } from './ports/administrators.ts';
import { matchingStep } from './time-codes.ts';

const LINK_LIFETIME_MS = 24 * 3_600_000;

export interface NewAdministrator {
  readonly address: string;
  readonly name: string;
  readonly role: AdministratorRole;
  /** Of an agency, and of nobody else. */
  readonly region: string | null;
  /** Of an administrator of a structure, and of nobody else. */
  readonly structure: Administrator['structure'];
}

export interface Invitation {
  readonly link: string;
  readonly expiresAt: Date;
}

/** What the operator's command line does. */
export interface Administrators {
  /** Mails the link where a courier is given; throws when the address is an administrator's already. */
  add(
    asked: NewAdministrator,
    mail: { readonly courier: Courier; readonly language: Language } | null,
  ): Promise<Invitation>;
  /** At once, with every session; throws `request.not-found`. */
  remove(address: string): Promise<void>;
  list(): Promise<readonly (Administrator & { readonly enrolled: boolean })[]>;
}

export function createAdministrators(
  store: AdministratorStore,
  pages: Pick<SitePages, 'enrolment'>,
  clock: Clock,
): Administrators {
  return {
    async add(asked, mail) {
      const createdAt = clock();
      const administrator: Administrator = { id: randomUUID(), ...asked, createdAt };
      const { token, tokenHash } = newLinkToken();
      const expiresAt = new Date(createdAt.getTime() + LINK_LIFETIME_MS);
      const act = actOfAdministrator(administrator, 'administrator-added', createdAt, commandLine);
      const outcome = await store.add(administrator, { tokenHash, expiresAt }, act);
      if (outcome === 'address-taken') throw new Error('an administrator has this address already');
      const link = pages.enrolment(token);
      mail?.courier.send(asked.address, enrolmentLetter(mail.language, link, expiresAt));
      return { link, expiresAt };
    },
    async remove(address) {
      const known = (await store.list()).find((one) => one.address === address);
      if (!known) throw new AppError('request.not-found');
      const act = actOfAdministrator(known, 'administrator-removed', clock(), commandLine);
      if ((await store.remove(known.id, act)) === 'unknown') throw new AppError('request.not-found');
    },
    list: () => store.list(),
  };
}

/** The two steps of enrolling. Each throws `account.link-invalid` when the link does not serve any more. */
export interface Enrolments {
  /** Whose link it is. Uses nothing up: mail scanners follow links. */
  pending(token: string): Promise<Administrator>;
  /** Notes the password and gives the secret of the codes. Throws `account.password-refused`. */
  choosePassword(token: string, password: string): Promise<Uint8Array>;
  /** The secret that was given; the link does not serve for it before a password was chosen. */
  secretOf(token: string): Promise<Uint8Array>;
  /** Puts both in force once a code proves that the secret arrived; gives the recovery codes, or null for a wrong code. */
  finish(token: string, code: string): Promise<readonly string[] | null>;
}

export interface EnrolmentParts {
  readonly administrators: AdministratorStore;
  readonly passwords: Passwords;
  readonly secrets: ConsoleSecrets;
  readonly clock: Clock;
}

export function createEnrolments({ administrators, passwords, secrets, clock }: EnrolmentParts): Enrolments {
  async function find(token: string): Promise<Enrolment> {
    const enrolment = await administrators.enrolment(hashLinkToken(token), clock());
    if (!enrolment) throw new AppError('account.link-invalid');
    return enrolment;
  }

  async function findChosen(token: string) {
    const { administrator, chosen } = await find(token);
    if (!chosen) throw new AppError('account.link-invalid');
    return { administrator, chosen, secret: secrets.openTotp(administrator.id, chosen.totpSecret) };
  }

  return {
    pending: async (token) => (await find(token)).administrator,
    async choosePassword(token, password) {
      const { administrator } = await find(token);
      passwords.check(password);
      const secret = secrets.newTotpSecret();
      const chosen = {
        passwordHash: await passwords.hash(password),
        totpSecret: secrets.sealTotp(administrator.id, secret),
      };
      if (!(await administrators.choose(hashLinkToken(token), chosen, clock()))) {
        throw new AppError('account.link-invalid');
      }
      return secret;
    },
    secretOf: async (token) => (await findChosen(token)).secret,
    async finish(token, code) {
      const { administrator, chosen, secret } = await findChosen(token);
      const at = clock();
      const step = matchingStep(secret, code.replace(/\s/g, ''), at, 0);
      if (step === null) return null;
      const codes = secrets.newRecoveryCodes();
      const outcome = await administrators.enrol(
        {
          tokenHash: hashLinkToken(token),
          secrets: chosen,
          totpStep: step,
          recoveryHashes: codes.map((one) => secrets.recoveryHash(administrator.id, one)),
          act: actOfAdministrator(administrator, 'administrator-enrolled', at),
        },
        at,
      );
      if (outcome === 'link-gone') throw new AppError('account.link-invalid');
      return codes;
    },
  };
}
