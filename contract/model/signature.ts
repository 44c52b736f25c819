/** What the signature inside a message is worth, in the four states that a reader shows. */
import { z } from 'zod';
import { Instant, Sha256Hex } from './ids.ts';

/** The hand that signed, as its certificate says. */
export const SignerFacts = z.object({
  familyName: z.string(),
  givenName: z.string(),
  profession: z.string().nullable(),
  nationalId: z.string().nullable(),
  rpps: z.string().nullable(),
  organisation: z.string().nullable(),
  /** CPS, CPE, CPF…; null when the certificate does not tell. */
  cardFamily: z.string().nullable(),
  issuer: z.string(),
  certificateSha256: Sha256Hex,
  validFrom: Instant,
  validUntil: Instant,
  signedAt: Instant.nullable(),
});
export type SignerFacts = z.infer<typeof SignerFacts>;

export const SignatureVerdict = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unsigned') }),
  z.object({ state: z.literal('valid'), signer: SignerFacts }),
  z.object({ state: z.literal('revoked-since'), signer: SignerFacts, revokedAt: Instant }),
  z.object({
    state: z.literal('unverifiable'),
    signer: SignerFacts.nullable(),
    reason: z.enum([
      'untrusted',
      'expired',
      'not-yet-valid',
      'revoked',
      'revocation-unknown',
      'algorithm',
      'malformed',
    ]),
  }),
  z.object({ state: z.literal('altered') }),
]);
export type SignatureVerdict = z.infer<typeof SignatureVerdict>;
