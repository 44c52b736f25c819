/** Where the parts of account creation, sign-in by code and recovery meet. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { OperatorConfig } from './config.ts';
import { type CodeSignIn, createCodeSignIn } from './services/code-sign-in.ts';
import { createCourier } from './services/courier.ts';
import { createPasswords } from './services/passwords.ts';
import type { Mailer } from './services/ports/mail.ts';
import { createRecovery, type Recovery } from './services/recovery.ts';
import { createRegistrations, type Registrations } from './services/registration.ts';
import type { Sessions } from './services/sessions.ts';
import type { Stores } from './store/open-stores.ts';
import { createSitePages } from './web/site-pages.ts';

export interface Access {
  readonly codeSignIn: CodeSignIn;
  readonly recovery: Recovery;
  readonly registration: Registrations;
  /** Once every mail under way has left. */
  idle(): Promise<void>;
}

export interface AccessParts {
  readonly config: OperatorConfig;
  readonly stores: Stores;
  readonly sessions: Sessions;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Logger;
  /** `https://host:port` where it listens; what mails name unless the settings say better. */
  readonly listeningAt: () => string;
}

export async function createAccess({ config, stores, listeningAt, ...rest }: AccessParts): Promise<Access> {
  const courier = createCourier(rest);
  const shared = {
    ...stores,
    ...rest,
    courier,
    passwords: createPasswords(config.passwordMinLength),
    pages: createSitePages(() => config.siteUrl ?? listeningAt()),
  };
  const codeKey = await stores.vault.secret('code-key', () => randomBytes(32));
  return {
    codeSignIn: createCodeSignIn({ ...shared, codeKey, operatorName: config.name }),
    recovery: createRecovery(shared),
    registration: createRegistrations(shared),
    idle: courier.idle,
  };
}
