/** Verifies signatures over content that is known by its hash, or read as a stream. The chain is another question. */
import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { type ByteStream, equalBytes } from '../bytes.ts';
import type { ContentDigests } from '../mime/model.ts';
import { oid } from '../x509/oids.ts';
import { type ReadSignedData, readSignedData } from './read-signed-data.ts';
import { isSignatureValid } from './signature-algorithm.ts';

/** A signature that holds: who made it, by certificate, still to be judged by its chain. */
export interface VerifiedSignature {
  /** The signer's certificate, DER. */
  readonly signer: Uint8Array;
  /** All certificates that came with the signature, the signer's among them, DER. */
  readonly certificates: Uint8Array[];
  /** What the signer claims; nothing proves it without a timestamp. */
  readonly signingTime: Date | null;
  /** `rsa-pkcs1-sha256`, `rsa-pss-sha256`, `ecdsa-sha384`… */
  readonly algorithm: string;
  /** The signature's own bytes, over which a CAdES-T timestamp is taken. */
  readonly signatureValue: Uint8Array;
}

const invalid = (reason: string): AppError => new AppError('envelope.signature-invalid', { reason });

/**
 * Verifies a detached signature. Content other than the signed one is `envelope.altered`; a signature that is not sound in
 * itself is `envelope.signature-invalid` with `malformed`, `signers`, `algorithm`, `signed-attributes`, `no-certificate`,
 * `not-detached`, `digest-algorithm` (made over a hash that `content` does not hold), `certificate-binding` or `signature`.
 */
export async function verifyDetached(
  cms: Uint8Array,
  content: Uint8Array | ContentDigests,
): Promise<VerifiedSignature> {
  const read = readDetached(cms);
  const digests = content instanceof Uint8Array ? { sha256: content } : content;
  const digest = digests[read.digest];
  if (digest === undefined) throw invalid('digest-algorithm');
  return verified(read, digest);
}

/** Verifies a detached signature over a stream, hashing with whatever the signature says. */
export async function verifyDetachedStream(cms: Uint8Array, content: ByteStream): Promise<VerifiedSignature> {
  const read = readDetached(cms);
  const hash = createHash(read.digest);
  for await (const piece of content) hash.update(piece);
  return verified(read, hash.digest());
}

/** Verifies a signature that carries its content, of the type expected, and gives that content. */
export function verifyAttached(
  cms: Uint8Array,
  contentType: string,
): VerifiedSignature & { content: Uint8Array; bound: boolean } {
  const read = readSignedData(cms);
  if (read.contentType !== contentType || read.content === null) throw invalid('malformed');
  const digest = createHash(read.digest).update(read.content).digest();
  return { ...verified(read, digest), content: read.content, bound: read.boundCertificate !== null };
}

/** The signature's own bytes, over which a CAdES-T timestamp is taken. */
export function signatureValue(cms: Uint8Array): Uint8Array {
  return readSignedData(cms).signature;
}

function readDetached(cms: Uint8Array): ReadSignedData {
  const read = readSignedData(cms);
  // Content inside and outside could differ: two programs would show two things under one signature.
  if (read.content !== null) throw invalid('not-detached');
  if (read.contentType !== oid.data) throw invalid('malformed');
  return read;
}

function verified(read: ReadSignedData, digest: Uint8Array): VerifiedSignature {
  const bound = read.boundCertificate;
  if (bound !== null && !equalBytes(createHash(bound.hash).update(read.signer.der).digest(), bound.value)) {
    throw invalid('certificate-binding');
  }
  if (!isSignatureValid(read.algorithm, read.signer.publicKey, read.signedAttributes, read.signature))
    throw invalid('signature');
  // Checked last: only a signature that holds can say that it is the content which changed.
  if (!equalBytes(read.messageDigest, digest)) throw new AppError('envelope.altered');
  return {
    signer: read.signer.der,
    certificates: [...read.certificates],
    signingTime: read.signingTime,
    algorithm: `${read.algorithm.kind}-${read.algorithm.hash}`,
    signatureValue: read.signature,
  };
}
