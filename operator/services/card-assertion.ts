/** An assertion signed by a card's authentication key (RFC 7523, `x5c`), checked from end to end. */
import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { CardAssertionClaims } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { type ProfessionalIdentity, readCertificate } from '../../envelope/x509/certificate.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import type { Clock } from '../clock.ts';
import type { Challenges } from './challenge.ts';
import { CLOCK_TOLERANCE_SECONDS, checkTime } from './possession.ts';
import type { Trust } from './trust.ts';

/** An assertion serves at once; it never needs to live longer than the challenge. */
const MAX_LIFETIME_SECONDS = 300;
const MAX_CERTIFICATES = 6;

const Header = z.object({
  alg: z.enum(['RS256', 'PS256', 'ES256']),
  x5c: z.array(z.base64().max(16_384)).min(1).max(MAX_CERTIFICATES),
});
const Claims = CardAssertionClaims.extend({ iss: z.string().optional(), sub: z.string().optional() });

export interface AssertionParts {
  readonly challenges: Challenges;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly audience: string;
}

/** What a card has shown. The nonce is to be used up with whatever the assertion serves for. */
export interface ShownCard {
  /** Null for a certificate that names no professional. */
  readonly identity: ProfessionalIdentity | null;
  readonly nonce: { readonly value: string; readonly expiresAt: Date };
}

/** `jkt` is the thumbprint of the session's key, which the assertion must name; another one is `auth.proof-invalid`. */
export async function verifyAssertion(parts: AssertionParts, assertion: string, jkt: string): Promise<ShownCard> {
  const { claims, certificates } = await readAssertion(assertion);
  const leaf = certificates[0] as Uint8Array;
  const facts = readCertificate(leaf);
  for (const name of [claims.iss, claims.sub]) {
    if (name !== undefined && name !== facts.fingerprint) throw new AppError('auth.assertion-invalid');
  }
  if (claims.aud !== parts.audience) throw new AppError('auth.assertion-invalid');
  const now = parts.clock();
  checkTime(claims.iat, now);
  if (claims.exp - claims.iat > MAX_LIFETIME_SECONDS || claims.exp < now.getTime() / 1000 - CLOCK_TOLERANCE_SECONDS) {
    throw new AppError('auth.assertion-invalid');
  }
  const expiresAt = parts.challenges.check(claims.nonce);
  if (claims.cnf.jkt !== jkt) throw new AppError('auth.proof-invalid');

  const verdict = await validateChain(leaf, certificates.slice(1), parts.trust.current(), {
    at: now,
    purpose: 'clientAuth',
    revocation: 'required',
    graceMs: parts.trust.graceMs,
  });
  if (!verdict.ok) throw new AppError(verdict.code);
  return { identity: facts.identity, nonce: { value: claims.nonce, expiresAt } };
}

/** Reads an assertion whose signature holds under the first of its certificates; nothing else is believed yet. */
async function readAssertion(assertion: string) {
  try {
    const { x5c, alg } = Header.parse(decodeProtectedHeader(assertion));
    const certificates = x5c.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
    const { publicKey } = new X509Certificate(certificates[0] as Uint8Array);
    const { payload } = await compactVerify(assertion, publicKey, { algorithms: [alg] });
    return { claims: Claims.parse(JSON.parse(Buffer.from(payload).toString('utf8'))), certificates };
  } catch (error) {
    throw new AppError('auth.assertion-invalid', error);
  }
}
