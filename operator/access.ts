/** Where the parts of account creation, sign-in by code, recovery and the console meet. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { OperatorConfig } from './config.ts';
import { type AccountFactors, createAccountFactors } from './services/account-factors.ts';
import { type AccountPasskeys, createAccountPasskeys } from './services/account-passkeys.ts';
import { createAccountProof } from './services/account-proof.ts';
import { type AddressChangeParts, createAddressChanges } from './services/address-changes.ts';
import { type AdministrationParts, createAdministration } from './services/administration.ts';
import { createEnrolments } from './services/administrators.ts';
import { type CardLink, createCardLink } from './services/card-link.ts';
import type { Challenges } from './services/challenge.ts';
import { type CodeSignIn, createCodeSignIn } from './services/code-sign-in.ts';
import { createConsoleSecrets } from './services/console-secrets.ts';
import { type ConsoleSessionParts, createConsoleSessions } from './services/console-sessions.ts';
import { type ConsoleSignInParts, createConsoleSignIn } from './services/console-sign-in.ts';
import { createCourier } from './services/courier.ts';
import { createFactorSecrets, keyedHash } from './services/factor-secrets.ts';
import type { SitePages } from './services/mailed-links.ts';
import { createMssante, type Mssante } from './services/mssante.ts';
import { createOrganisationMailboxes, type OrganisationMailboxParts } from './services/organisation-mailboxes.ts';
import { createPasskeyCeremonies, type PasskeyCeremonies } from './services/passkey-ceremonies.ts';
import { createPasswords } from './services/passwords.ts';
import type { KeyVault } from './services/ports/contents.ts';
import type { Mailer } from './services/ports/mail.ts';
import { createRecovery, type Recovery } from './services/recovery.ts';
import { createRegistrations, type Registrations } from './services/registration.ts';
import type { Sessions } from './services/sessions.ts';
import type { Signals } from './services/signals.ts';
import {
  createStructureAdministration,
  type StructureAdministrationParts,
} from './services/structure-administration.ts';
import type { Trust } from './services/trust.ts';
import { createValidation, type ValidationParts } from './services/validation.ts';
import type { Stores } from './store/open-stores.ts';
import type { ConsoleParts } from './web/console/console-pages.ts';

export interface Access {
  readonly codeSignIn: CodeSignIn;
  readonly accountFactors: AccountFactors;
  readonly accountPasskeys: AccountPasskeys;
  readonly ceremonies: PasskeyCeremonies;
  readonly cardLink: CardLink;
  readonly recovery: Recovery;
  readonly registration: Registrations;
  readonly mssante: Mssante;
  readonly console: Omit<ConsoleParts, 'passwordMinLength'>;
  /** Once every mail under way has left. */
  idle(): Promise<void>;
}

export interface AccessParts {
  readonly config: OperatorConfig;
  readonly stores: Stores;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly trust: Trust;
  readonly audience: string;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Logger;
  /** What mails lead to. */
  readonly pages: SitePages;
  /** Called when there may be members to show in the directory. */
  readonly publishSoon: () => void;
  /** Called when there is a mail to hand over. */
  readonly onNotifiable: () => void;
  readonly signals: Signals;
}

export async function createAccess({ config, stores, ...rest }: AccessParts): Promise<Access> {
  const courier = createCourier(rest);
  const shared = {
    ...stores,
    ...rest,
    courier,
    passwords: createPasswords(config.passwordMinLength),
  };
  const [codeKey, factorKey, factorSealKey, passkeyKey] = await Promise.all(
    ['code-key', 'factor-key', 'factor-seal-key', 'passkey-key'].map((name) =>
      stores.vault.secret(name, () => randomBytes(32)),
    ),
  );
  const secrets = createFactorSecrets(keyedHash(factorKey as Uint8Array), factorSealKey as Uint8Array);
  const keyed = keyedHash(passkeyKey as Uint8Array);
  const ceremonies = createPasskeyCeremonies({ ...shared, keyed, origin: rest.pages.origin });
  const withSecrets = { ...shared, secrets, ceremonies };
  const forAccounts = { ...withSecrets, accountProof: createAccountProof(withSecrets), operatorName: config.name };
  return {
    codeSignIn: createCodeSignIn({ ...forAccounts, codeKey: codeKey as Uint8Array }),
    accountFactors: createAccountFactors(forAccounts),
    accountPasskeys: createAccountPasskeys(forAccounts),
    ceremonies,
    cardLink: createCardLink(shared),
    recovery: createRecovery(shared),
    registration: createRegistrations(shared),
    mssante: createMssante({ ...shared, mssanteDomain: config.mssante?.domain ?? null }),
    console: await createConsole(shared, config),
    idle: courier.idle,
  };
}

type ConsoleServices = Omit<ConsoleSessionParts, 'secrets'> &
  ValidationParts &
  Omit<ConsoleSignInParts, 'secrets' | 'consoleSessions'> &
  AddressChangeParts &
  StructureAdministrationParts &
  Omit<OrganisationMailboxParts, 'structureAdministration'> &
  Omit<AdministrationParts, 'validation'> & { readonly vault: KeyVault };

async function createConsole(services: ConsoleServices, config: OperatorConfig): Promise<Access['console']> {
  const secrets = await createConsoleSecrets(services.vault);
  const shared = { ...services, secrets, validation: createValidation(services) };
  const consoleSessions = createConsoleSessions(shared);
  const structureAdministration = createStructureAdministration(shared);
  return {
    administration: createAdministration(shared),
    structures: structureAdministration,
    mailboxes: createOrganisationMailboxes({ ...shared, structureAdministration }),
    addressChanges: createAddressChanges(shared),
    consoleSessions,
    signIn: createConsoleSignIn({ ...shared, consoleSessions }),
    enrolments: createEnrolments(shared),
    clock: services.clock,
    operatorName: config.name,
    siteOrigin: config.siteUrl === undefined ? null : new URL(config.siteUrl).origin,
  };
}
