/** Single-use nonces. Making one writes nothing, so that strangers cannot fill the store; using one does. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';

const LIFETIME_MS = 120_000;

export interface Challenges {
  issue(): { readonly nonce: string; readonly expiresAt: Date };
  /** When the nonce ends; `auth.challenge-expired` for one that is not ours or has ended. */
  check(nonce: string): Date;
}

/** Nonces carry their end and a keyed hash; `key` is one of the operator's secrets. */
export function createChallenges(key: Uint8Array, clock: Clock): Challenges {
  const tag = (body: string) => createHmac('sha256', key).update(body).digest();
  return {
    issue() {
      const expiresAt = new Date(clock().getTime() + LIFETIME_MS);
      const body = `${expiresAt.getTime()}.${randomBytes(16).toString('base64url')}`;
      return { nonce: `${body}.${tag(body).toString('base64url')}`, expiresAt };
    },
    check(nonce) {
      const [time, random] = nonce.split('.', 2);
      const body = `${time}.${random}`;
      // Compared as text: base64 reads many texts as the same bytes, and each would count as a nonce of its own.
      const given = Buffer.from(nonce);
      const expected = Buffer.from(`${body}.${tag(body).toString('base64url')}`);
      const expiresAt = new Date(Number(time));
      if (given.length !== expected.length || !timingSafeEqual(given, expected) || expiresAt <= clock()) {
        throw new AppError('auth.challenge-expired');
      }
      return expiresAt;
    },
  };
}
