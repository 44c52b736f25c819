/** Sessions of the console: a secret that the browser alone keeps, an end after idleness and after a working day. */
import type { Clock } from '../clock.ts';
import { actOfAdministrator } from './acts.ts';
import type { ConsoleSecrets } from './console-secrets.ts';
import { hashLinkToken, newLinkToken } from './mailed-links.ts';
import type { Administrator, AdministratorStore, SpentCode } from './ports/administrators.ts';

const IDLE_MS = 20 * 60_000;
const LIFETIME_MS = 8 * 3_600_000;
/** Not every request writes. */
const TOUCH_EVERY_MS = 15_000;

/** Who makes a request, in which session. */
export interface ConsoleCaller {
  readonly administrator: Administrator;
  readonly sessionHash: string;
  /** What the forms of this session carry: another site's page does not know it. */
  readonly formToken: string;
}

export interface ConsoleSessions {
  /** Uses the code up and opens a session; gives its secret, or null when the code was used meanwhile. */
  open(administrator: Administrator, spent: SpentCode): Promise<string | null>;
  /** Null when there is no such session, or not any more. */
  find(token: string): Promise<ConsoleCaller | null>;
  isFormToken(caller: ConsoleCaller, given: string): boolean;
  end(caller: ConsoleCaller): Promise<void>;
  recoveryCodesLeft(caller: ConsoleCaller): Promise<number>;
}

export interface ConsoleSessionParts {
  readonly administrators: AdministratorStore;
  readonly secrets: ConsoleSecrets;
  readonly clock: Clock;
}

export function createConsoleSessions({ administrators, secrets, clock }: ConsoleSessionParts): ConsoleSessions {
  return {
    async open(administrator, spent) {
      const at = clock();
      const { token, tokenHash } = newLinkToken();
      await administrators.forgetSessions(new Date(at.getTime() - IDLE_MS));
      const kind = 'totpStep' in spent ? 'signed-in' : 'signed-in-by-recovery-code';
      const session = { tokenHash, administrator, createdAt: at, seenAt: at };
      const outcome = await administrators.open(session, spent, actOfAdministrator(administrator, kind, at));
      return outcome === 'opened' ? token : null;
    },
    async find(token) {
      const sessionHash = hashLinkToken(token);
      const session = await administrators.session(sessionHash);
      if (!session) return null;
      const now = clock();
      const unusedMs = now.getTime() - session.seenAt.getTime();
      if (unusedMs >= IDLE_MS || now.getTime() - session.createdAt.getTime() >= LIFETIME_MS) return null;
      if (unusedMs >= TOUCH_EVERY_MS) await administrators.touch(sessionHash, now);
      return { administrator: session.administrator, sessionHash, formToken: secrets.formToken(sessionHash) };
    },
    isFormToken: ({ sessionHash }, given) => secrets.isFormToken(sessionHash, given),
    async end({ administrator, sessionHash }) {
      await administrators.end(sessionHash, actOfAdministrator(administrator, 'signed-out', clock()));
    },
    recoveryCodesLeft: ({ administrator }) => administrators.recoveryCodesLeft(administrator.id),
  };
}
