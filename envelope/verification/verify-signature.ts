/** What the sender's signature is worth: one of the states that a reader shows. */
import { AppError } from '../../contract/errors.ts';
import type { SignatureVerdict, SignerFacts } from '../../contract/model/signature.ts';
import { type VerifiedSignature, verifyDetached } from '../cms/verify.ts';
import type { ContentDigests } from '../mime/model.ts';
import { readCertificate } from '../x509/certificate.ts';
import { type ChainFailure, type TrustStore, validateChain } from '../x509/chain.ts';

export interface SignatureQuestion {
  /** The signature inside the message; null when it has none. */
  readonly cms: Uint8Array | null;
  /** SHA-256 of the signed part, or all hashes that were made of it. */
  readonly entitySha256: Uint8Array | ContentDigests;
  readonly trust: TrustStore;
  /** When the seal says that the signature existed: the certificate is judged at that instant. */
  readonly sealedAt: Date;
  /** Revocations after this instant are not yet news. */
  readonly now: Date;
}

type Unverifiable = Extract<SignatureVerdict, { state: 'unverifiable' }>['reason'];

const chainReasons: Readonly<Record<ChainFailure, Unverifiable>> = {
  'card.certificate-expired': 'expired',
  'card.certificate-not-yet-valid': 'not-yet-valid',
  'card.certificate-revoked': 'revoked',
  'card.certificate-untrusted': 'untrusted',
  'card.revocation-unknown': 'revocation-unknown',
};

/** Judges a signature; never throws on what a stranger wrote. */
export async function assessSignature(question: SignatureQuestion): Promise<SignatureVerdict> {
  if (question.cms === null) return { state: 'unsigned' };
  const verified = await check(question.cms, question.entitySha256);
  if ('state' in verified) return verified;
  const signer = signerFacts(verified);
  if (signer === null) return { state: 'unverifiable', signer: null, reason: 'malformed' };
  const chain = await validateChain(verified.signer, verified.certificates, question.trust, {
    at: question.sealedAt,
    purpose: 'signature',
    revocation: 'required',
  });
  if (!chain.ok) return { state: 'unverifiable', signer, reason: chainReasons[chain.code] };
  if (chain.revokedLater !== undefined && chain.revokedLater <= question.now) {
    return { state: 'revoked-since', signer, revokedAt: chain.revokedLater.toISOString() };
  }
  return { state: 'valid', signer };
}

async function check(
  cms: Uint8Array,
  content: Uint8Array | ContentDigests,
): Promise<VerifiedSignature | SignatureVerdict> {
  try {
    return await verifyDetached(cms, content);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'envelope.altered') return { state: 'altered' };
    const reason = error.is('envelope.signature-invalid') ? error.details.reason : 'malformed';
    // The signature does not fit its own attributes or certificate: somebody changed one of them.
    if (reason === 'signature' || reason === 'certificate-binding') return { state: 'altered' };
    const isAlgorithm = reason === 'algorithm' || reason === 'digest-algorithm';
    return { state: 'unverifiable', signer: null, reason: isAlgorithm ? 'algorithm' : 'malformed' };
  }
}

function signerFacts(signature: VerifiedSignature): SignerFacts | null {
  try {
    return describeSigner(signature.signer, signature.signingTime);
  } catch (error) {
    // Readable enough to verify, yet with extensions that are not: nobody to name.
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The hand that signed, as its certificate (DER) names it. */
export function describeSigner(certificate: Uint8Array, signedAt: Date | null): SignerFacts {
  const facts = readCertificate(certificate);
  const { identity } = facts;
  return {
    familyName: identity?.familyName ?? facts.subjectName,
    givenName: identity?.givenName ?? '',
    profession: identity?.profession || null,
    nationalId: identity?.nationalId ?? null,
    rpps: identity?.rpps ?? null,
    organisation: identity?.organisation ?? null,
    cardFamily: identity?.cardFamily ?? null,
    issuer: facts.issuerName,
    certificateSha256: facts.fingerprint,
    validFrom: facts.notBefore.toISOString(),
    validUntil: facts.notAfter.toISOString(),
    signedAt: signedAt?.toISOString() ?? null,
  };
}
