/** Access tokens as they come back with each request: verified once, remembered for as long as they last. */
import type { KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';

const AccessClaims = z.object({ sid: z.string(), exp: z.number(), cnf: z.object({ jkt: z.string() }) });
export type AccessClaims = z.infer<typeof AccessClaims>;

/** Tokens that are remembered; another one pushes the oldest out. */
const MAX_REMEMBERED = 10_000;

/** What a token says; `auth.required` when it is none of ours, or no longer valid. Whether its session is open is another question. */
export function createAccessTokenCheck(
  key: KeyObject,
  issuer: string,
  clock: Clock,
): (token: string) => Promise<AccessClaims> {
  const verified = new Map<string, AccessClaims>();
  return async (token) => {
    const known = verified.get(token);
    if (known && known.exp * 1000 > clock().getTime()) return known;
    verified.delete(token);
    const claims = await read(token, key, issuer, clock());
    verified.set(token, claims);
    const [oldest] = verified.keys();
    if (verified.size > MAX_REMEMBERED && oldest !== undefined) verified.delete(oldest);
    return claims;
  };
}

async function read(token: string, key: KeyObject, issuer: string, now: Date): Promise<AccessClaims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer,
      audience: issuer,
      currentDate: now,
    });
    return AccessClaims.parse(payload);
  } catch (error) {
    throw new AppError('auth.required', error);
  }
}
