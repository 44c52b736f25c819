/** Proofs that a request was made by the holder of the session's key: DPoP (RFC 9449). */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';

/** What a proof must be about. */
export interface ProofTarget {
  readonly proof: string;
  readonly method: string;
  /** Request URI without query and fragment. */
  readonly url: string;
  /** The token that the request carries, if it carries one. */
  readonly accessToken: string | null;
}

/** A proof that holds. Call `spend` once the request is otherwise in order: a proof serves once. */
export interface Proof {
  /** RFC 7638 thumbprint of the key. */
  readonly jkt: string;
  readonly publicKey: JWK;
  spend(): void;
}

export interface ProofCheck {
  /** Throws `auth.proof-invalid`, or `auth.clock-skew` when only the time is wrong. */
  verify(target: ProofTarget): Promise<Proof>;
}

const Claims = z.object({
  htm: z.string(),
  htu: z.string(),
  iat: z.number().int(),
  jti: z.string().min(8).max(128),
  ath: z.string().optional(),
});

/** Seconds that a workstation's clock may be off, either way. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** Spent proofs are remembered for as long as their time would still be accepted. */
export function createProofCheck(clock: Clock): ProofCheck {
  const spent = new Map<string, number>();
  let nextSweep = 0;

  function spend(id: string): void {
    const now = clock().getTime();
    if (now >= nextSweep) {
      for (const [key, until] of spent) if (until < now) spent.delete(key);
      nextSweep = now + CLOCK_TOLERANCE_SECONDS * 1000;
    }
    if (spent.has(id)) throw new AppError('auth.proof-invalid');
    spent.set(id, now + 2 * CLOCK_TOLERANCE_SECONDS * 1000);
  }

  return {
    async verify(target) {
      const { claims, publicKey } = await readProof(target.proof);
      const accessTokenHash = target.accessToken === null ? undefined : sha256Base64Url(target.accessToken);
      if (claims.htm !== target.method || !sameUri(claims.htu, target.url) || claims.ath !== accessTokenHash) {
        throw new AppError('auth.proof-invalid');
      }
      checkTime(claims.iat, clock());
      const jkt = await calculateJwkThumbprint(publicKey, 'sha256');
      return { jkt, publicKey, spend: () => spend(`${jkt} ${claims.jti}`) };
    },
  };
}

/** Refuses an instant (seconds since 1970) too far from now; the difference tells the user what to correct. */
export function checkTime(issuedAtSeconds: number, now: Date): void {
  const skewSeconds = Math.round(issuedAtSeconds - now.getTime() / 1000);
  if (Math.abs(skewSeconds) > CLOCK_TOLERANCE_SECONDS) throw new AppError('auth.clock-skew', { skewSeconds });
}

async function readProof(proof: string): Promise<{ claims: z.infer<typeof Claims>; publicKey: JWK }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
    });
    const { kty, crv, x, y } = protectedHeader.jwk ?? {};
    if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new AppError('auth.proof-invalid');
    return { claims: Claims.parse(payload), publicKey: { kty, crv, x, y } };
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('auth.proof-invalid', error);
  }
}

/** RFC 9449 §4.3: compared after normalization, without query and fragment. */
function sameUri(stated: string, actual: string): boolean {
  if (!URL.canParse(stated)) return false;
  const uri = new URL(stated);
  uri.search = '';
  uri.hash = '';
  return uri.href === new URL(actual).href;
}

function sha256Base64Url(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
