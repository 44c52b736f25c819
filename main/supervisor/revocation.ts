/** Ends locked sessions at the operator, as soon as it can be reached. */
import type { Log } from './log.ts';

/** What the operator gave for ending a session without any other credential. */
export interface Revocation {
  readonly url: string;
  readonly handle: string;
}

/** Sends one revocation; rejects when the operator did not take it. */
export type SendRevocation = (revocation: Revocation) => Promise<void>;

/** Past this the operator has ended the session by itself. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 5 * 60_000;

export interface Revocations {
  revoke(revocation: Revocation): void;
  /** Tries the waiting ones now (the network came back). */
  retryNow(): void;
  /** A last try before the program ends; resolves within the time. */
  finish(withinMs: number): Promise<void>;
}

/** Keeps what is to be revoked until it is. */
export function createRevocations(send: SendRevocation, log: Log): Revocations {
  const tries = new Map<Revocation, () => Promise<void>>();

  const start = (revocation: Revocation) => {
    const since = Date.now();
    let delayMs = FIRST_DELAY_MS;
    let timer: NodeJS.Timeout | undefined;
    let underWay: Promise<void> | null = null;
    const attempt = async () => {
      clearTimeout(timer);
      try {
        await send(revocation);
        tries.delete(revocation);
        log.info('session revoked at the operator');
      } catch (error) {
        if (Date.now() - since > GIVE_UP_AFTER_MS) {
          tries.delete(revocation);
          log.error('session not revoked: gave up');
          return;
        }
        log.info('session not revoked yet', { reason: error instanceof Error ? error.name : 'unknown' });
        timer = setTimeout(once, delayMs);
        timer.unref();
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
      }
    };
    const once = () => {
      underWay ??= attempt().finally(() => {
        underWay = null;
      });
      return underWay;
    };
    tries.set(revocation, once);
    void once();
  };

  return {
    revoke: start,
    retryNow() {
      for (const attempt of tries.values()) void attempt();
    },
    async finish(withinMs) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([Promise.all([...tries.values()].map((attempt) => attempt())), patience]);
      clearTimeout(timer);
    },
  };
}
