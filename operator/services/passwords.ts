/** Hashing of passwords: Argon2id (RFC 9106), a few at a time, the same work whether or not there is anything to compare. */
import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { AppError } from '../../contract/errors.ts';
import { failedPasswordRules, normalizePassword } from '../../contract/model/password.ts';

/**
 * RFC 9106 §4, second recommended option, on one lane: more memory and passes than OWASP's minimum (19 MiB, 2). The package
 * makes Argon2id, version 0x13, with a random 16-byte salt each time.
 */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 32 } as const;
/** Each takes 64 MiB while it runs. */
const MAX_RUNNING = 2;
const MAX_WAITING = 64;
const RETRY_AFTER_SECONDS = 5;

export interface Passwords {
  /** Throws `account.password-refused` with every rule that fails. */
  check(password: string): void;
  hash(password: string): Promise<string>;
  /** False too when there is no hash, after the same work. */
  matches(kept: string | null, password: string): Promise<boolean>;
  /** Whether a hash was made with other parameters than today's. */
  isOutdated(kept: string): boolean;
}

/** `minLength` is the operator's policy; the guide's seven is the floor. */
export function createPasswords(minLength: number): Passwords {
  const inTurn = createTurns(MAX_RUNNING, MAX_WAITING);
  const make = (password: string) => inTurn(() => hash(normalizePassword(password), COST));
  // What nobody's password is compared with; made once, by the first who asks.
  let nobody: Promise<string> | null = null;
  return {
    check(password) {
      const rules = failedPasswordRules(password, minLength);
      if (rules.length > 0) throw new AppError('account.password-refused', { rules, minLength });
    },
    hash: make,
    async matches(kept, password) {
      nobody ??= make(randomBytes(32).toString('base64url'));
      const compared = kept ?? (await nobody);
      const isSame = await inTurn(() => verify(compared, normalizePassword(password)));
      return isSame && kept !== null;
    },
    isOutdated(kept) {
      const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(kept);
      return JSON.stringify({ memoryCost, timeCost, parallelism, outputLen }) !== JSON.stringify(COST);
    },
  };
}

/** Runs `maxRunning` at a time and lets `maxWaiting` wait; more are `operator.too-many-requests`. */
function createTurns(maxRunning: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) {
        throw new AppError('operator.too-many-requests', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      // Whoever ends hands its turn over, so that nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
