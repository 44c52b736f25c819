/** Signing in with a card: an assertion signed by its authentication key (RFC 7523, `x5c`), checked from end to end. */
import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { CardAssertionClaims, type Tokens } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { type ProfessionalIdentity, readCertificate } from '../../envelope/x509/certificate.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import type { Clock } from '../clock.ts';
import { expectStanding } from './account-standing.ts';
import type { Challenges } from './challenge.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { StructureStore } from './ports/structures.ts';
import { CLOCK_TOLERANCE_SECONDS, checkTime, type Proof } from './possession.ts';
import { openPreregistered } from './preregistration.ts';
import type { Sessions } from './sessions.ts';
import type { Trust } from './trust.ts';

/** An assertion serves at once; it never needs to live longer than the challenge. */
const MAX_LIFETIME_SECONDS = 300;
const MAX_CERTIFICATES = 6;

const Header = z.object({
  alg: z.enum(['RS256', 'PS256', 'ES256']),
  x5c: z.array(z.base64().max(16_384)).min(1).max(MAX_CERTIFICATES),
});
const Claims = CardAssertionClaims.extend({ iss: z.string().optional(), sub: z.string().optional() });

interface Parts {
  readonly accounts: AccountStore;
  readonly structures: StructureStore;
  readonly challenges: Challenges;
  readonly sessions: Sessions;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly audience: string;
}

/** Trades an assertion for the tokens of a new session; `proof` must come from the key that the assertion names. */
export async function signInWithCard(parts: Parts, assertion: string, proof: Proof): Promise<Tokens> {
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
  const nonceExpiresAt = parts.challenges.check(claims.nonce);
  if (claims.cnf.jkt !== proof.jkt) throw new AppError('auth.proof-invalid');

  const verdict = await validateChain(leaf, certificates.slice(1), parts.trust.current(), {
    at: now,
    purpose: 'clientAuth',
    revocation: 'required',
    graceMs: parts.trust.graceMs,
  });
  if (!verdict.ok) throw new AppError(verdict.code);
  const account = await findAccount(parts, facts.identity, now);
  proof.spend();
  return parts.sessions.open({
    account,
    proof,
    method: 'card',
    evidence: assertion,
    nonce: { value: claims.nonce, expiresAt: nonceExpiresAt },
  });
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

/** Only a card that has shown who it is gets here: what its certificate says may open what a structure prepared. */
async function findAccount(parts: Parts, identity: ProfessionalIdentity | null, now: Date): Promise<Account> {
  const account = identity && (await findOrOpen(parts, identity, now));
  if (!account) throw new AppError('auth.account-unknown');
  expectStanding(account);
  await parts.structures.join(account, now);
  return account;
}

async function findOrOpen(parts: Parts, identity: ProfessionalIdentity, now: Date): Promise<Account | null> {
  const find = () => parts.accounts.byNationalId(identity.nationalId);
  // The last one: two workstations at once open one account.
  return (await find()) ?? (await openPreregistered(parts.structures, identity, now)) ?? find();
}
