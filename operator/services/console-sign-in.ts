/**
 * Signing in to the console: address, password and time-based code (or a recovery code) together, one answer and one amount
 * of work for everything that does not fit, so that neither an address nor a password can be found out alone.
 *
 * Limits go by network and address; a browser in which the administrator has signed in before is counted alone, so that no
 * stranger uses up its tries.
 */
import type { Logger } from 'pino';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { ConsoleSecrets } from './console-secrets.ts';
import type { ConsoleSessions } from './console-sessions.ts';
import { createFairTurns } from './fair-turns.ts';
import type { Passwords } from './passwords.ts';
import type { AdministratorStore, EnrolledAdministrator, SpentCode } from './ports/administrators.ts';
import { createTokenBuckets } from './token-buckets.ts';

const COUNTED_MS = 15 * 60_000;
/** Tries about one address from one network, or from one known browser. */
const MAX_TRIES = 20;
/** Codes tried with the right password from browsers that are not known: whoever has the password must not find the code by trying. */
const MAX_CODES = 10;

export interface ConsoleCredentials {
  readonly address: string;
  readonly password: string;
  /** Six digits, or a recovery code. */
  readonly code: string;
  readonly network: string;
  /** The browser's mark, if it has one. */
  readonly deviceMark: string;
}

/** The secret of the new session, and a mark for the browser. */
export interface SignedIn {
  readonly token: string;
  readonly deviceMark: string;
  readonly byRecoveryCode: boolean;
}

export interface ConsoleSignIn {
  /** Null when anything does not fit. Throws `operator.too-many-requests`, for everybody alike. */
  signIn(credentials: ConsoleCredentials): Promise<SignedIn | null>;
}

export interface ConsoleSignInParts {
  readonly administrators: AdministratorStore;
  readonly passwords: Passwords;
  readonly secrets: ConsoleSecrets;
  readonly consoleSessions: ConsoleSessions;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createConsoleSignIn(parts: ConsoleSignInParts): ConsoleSignIn {
  const { administrators, passwords, secrets, clock, log } = parts;
  const strangers = createTokenBuckets(MAX_TRIES, COUNTED_MS, clock);
  const devices = createTokenBuckets(MAX_TRIES, COUNTED_MS, clock);
  const codes = createTokenBuckets(MAX_CODES, COUNTED_MS, clock);
  const inTurn = createFairTurns();

  /** What a code would use up; null for one that is wrong or was used. */
  async function judgeCode(known: EnrolledAdministrator | null, typed: string): Promise<SpentCode | null> {
    const id = known?.administrator.id ?? '';
    const kept = known && { secret: known.totpSecret, step: known.totpStep };
    const { step, recoveryHash } = secrets.read(id, kept, typed, clock());
    const isRecovery = await administrators.hasRecoveryCode(id, recoveryHash);
    if (step !== null) return { totpStep: step };
    return isRecovery ? { recoveryHash } : null;
  }

  function renewHash({ administrator, passwordHash }: EnrolledAdministrator, password: string): void {
    passwords
      .hash(password)
      .then((to) => administrators.rehash(administrator.id, passwordHash, to))
      .catch((error: unknown) => log.warn({ error }, 'password not hashed anew; the next sign-in tries again'));
  }

  return {
    async signIn({ address, password, code, network, deviceMark }) {
      const known = await administrators.enrolled(address);
      const id = known?.administrator.id ?? '';
      const isKnownDevice = secrets.isDeviceMark(id, deviceMark) && known !== null;
      const retryAfterSeconds = isKnownDevice
        ? devices.take(deviceMark)
        : strangers.take(`${network} ${secrets.addressHash(address)}`);
      if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
      const turn = isKnownDevice ? `device ${deviceMark}` : network;
      const isRight = await inTurn(turn, () => passwords.matches(known?.passwordHash ?? null, password));
      const spent = await judgeCode(known, code);
      if (!isRight || known === null) return null;
      if (!isKnownDevice && codes.take(id) > 0) return null;
      if (spent === null) {
        log.warn({ administratorId: id }, 'right password of an administrator with a wrong code');
        return null;
      }
      const token = await parts.consoleSessions.open(known.administrator, spent);
      if (token === null) return null;
      if (passwords.isOutdated(known.passwordHash)) renewHash(known, password);
      const mark = isKnownDevice ? deviceMark : secrets.newDeviceMark(id);
      return { token, deviceMark: mark, byRecoveryCode: 'recoveryHash' in spent };
    },
  };
}
