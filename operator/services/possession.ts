/** Proofs that a request was made by the holder of the session's key: DPoP (RFC 9449). */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { SpentProofs } from './ports/spent-proofs.ts';

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
  spend(): Promise<void>;
}

export interface ProofCheck {
  /** Throws `auth.proof-invalid`, or `auth.clock-skew` when only the time is wrong. */
  verify(target: ProofTarget): Proof;
}

/** The one kind that is taken: ES256 by a public P-256 key, without extensions that would have to be understood. */
const Header = z.object({
  typ: z.literal('dpop+jwt'),
  alg: z.literal('ES256'),
  jwk: z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.undefined().optional(),
  }),
  crit: z.undefined().optional(),
  b64: z.undefined().optional(),
});

const Claims = z.object({
  htm: z.string(),
  htu: z.string(),
  iat: z.number().int(),
  jti: z.string().min(8).max(128),
  ath: z.string().optional(),
});

/** Seconds that a workstation's clock may be off, either way. */
export const CLOCK_TOLERANCE_SECONDS = 60;
/** Keys of sessions that are remembered as they were read: reading one costs as much as verifying by it. */
const MAX_KEYS = 10_000;

interface SessionKey {
  readonly key: KeyObject;
  readonly jkt: string;
  readonly publicKey: JWK;
}

/** Spent proofs are remembered for as long as their time would still be accepted. */
export function createProofCheck(spentProofs: SpentProofs, clock: Clock): ProofCheck {
  const keys = new Map<string, SessionKey>();

  async function spend(proof: string): Promise<void> {
    const now = clock();
    const until = new Date(now.getTime() + 2 * CLOCK_TOLERANCE_SECONDS * 1000);
    if (!(await spentProofs.spend(proof, now, until))) throw new AppError('auth.proof-invalid');
  }

  /** Remembered only once it has signed something: nobody fills the memory with keys that nobody holds. */
  function remember(name: string, key: SessionKey): void {
    keys.delete(name);
    keys.set(name, key);
    const [oldest] = keys.keys();
    if (keys.size > MAX_KEYS && oldest !== undefined) keys.delete(oldest);
  }

  function readProof(proof: string): { readonly claims: z.infer<typeof Claims>; readonly key: SessionKey } {
    const { jwk } = Header.parse(decodeProtectedHeader(proof));
    const name = `${jwk.x}.${jwk.y}`;
    const key = keys.get(name) ?? readKey({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y });
    if (!isSignedBy(proof, key.key)) throw new AppError('auth.proof-invalid');
    remember(name, key);
    return { claims: Claims.parse(decodeJwt(proof)), key };
  }

  return {
    verify(target) {
      const { claims, key } = named(() => readProof(target.proof));
      const accessTokenHash = target.accessToken === null ? undefined : sha256Base64Url(target.accessToken);
      if (claims.htm !== target.method || !sameUri(claims.htu, target.url) || claims.ath !== accessTokenHash) {
        throw new AppError('auth.proof-invalid');
      }
      checkTime(claims.iat, clock());
      const { jkt, publicKey } = key;
      return { jkt, publicKey, spend: () => spend(`${jkt} ${claims.jti}`) };
    },
  };
}

/** Refuses an instant (seconds since 1970) too far from now; the difference tells the user what to correct. */
export function checkTime(issuedAtSeconds: number, now: Date): void {
  const skewSeconds = Math.round(issuedAtSeconds - now.getTime() / 1000);
  if (Math.abs(skewSeconds) > CLOCK_TOLERANCE_SECONDS) throw new AppError('auth.clock-skew', { skewSeconds });
}

/** Whatever is wrong with a proof, the answer is the same. */
function named<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('auth.proof-invalid', error);
  }
}

/** Throws when it is no point of the curve. Its thumbprint is that of RFC 7638 §3.2. */
function readKey(publicKey: {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}): SessionKey {
  const { kty, crv, x, y } = publicKey;
  const jkt = sha256Base64Url(JSON.stringify({ crv, kty, x, y }));
  return { key: createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }), jkt, publicKey };
}

/** ES256 (RFC 7518 §3.4) of a compact JWS; verified at once, which takes less than handing it to another thread. */
function isSignedBy(jws: string, key: KeyObject): boolean {
  const [header, payload, signature, ...more] = jws.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return false;
  const bytes = Buffer.from(signature, 'base64url');
  const input = Buffer.from(`${header}.${payload}`);
  return bytes.length === 64 && verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes);
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
