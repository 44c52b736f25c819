/** Timestamps as they come back (RFC 3161 §2.4.2): read, and verified against what was to be timestamped. */
import * as asn1js from 'asn1js';
import { TSTInfo } from 'pkijs';
import { AppError } from '../../contract/errors.ts';
import { equalBytes, toHex } from '../bytes.ts';
import { verifyAttached } from '../cms/verify.ts';
import { type TrustStore, validateChain } from '../x509/chain.ts';
import { childrenOf, contentBytes, elementBytes, readElement } from '../x509/der.ts';
import { oid } from '../x509/oids.ts';

/** What a token says; its signature holds, its authority is not yet judged. */
export interface TimestampFacts {
  readonly genTime: Date;
  /** SHA-256 that was timestamped. */
  readonly digest: Uint8Array;
  readonly serialHex: string;
  /** Magnitude; null when the token has none. */
  readonly nonce: Uint8Array | null;
  readonly policy: string;
  /** DER. */
  readonly tsaCertificate: Uint8Array;
  /** All certificates that came with the token, DER. */
  readonly certificates: readonly Uint8Array[];
}

const invalid = (cause?: unknown): AppError =>
  new AppError('envelope.signature-invalid', { reason: 'timestamp' }, cause);

/** Reads a TimeStampResp; a refusal, a token whose signature fails or that is no token is `envelope.signature-invalid`. */
export function readToken(response: Uint8Array): TimestampFacts {
  try {
    return readResponse(response);
  } catch (error) {
    // Whatever the libraries find wrong with it, it is no timestamp.
    throw invalid(error);
  }
}

function readResponse(response: Uint8Array): TimestampFacts {
  const outer = readElement(response, 0, response.length);
  const [status, token] = [...childrenOf(response, outer)];
  if (outer.end !== response.length || status === undefined || token === undefined) throw invalid();
  const [code] = [...childrenOf(response, status)];
  // Granted, or granted with modifications; anything above is a refusal.
  const value = code === undefined ? null : contentBytes(response, code);
  if (value === null || value.length !== 1 || (value[0] as number) > 1) throw invalid();
  const signature = verifyAttached(elementBytes(response, token), oid.tstInfo);
  // The token must bind its certificate (RFC 3161 §2.4.2), lest another one of the same key be put in its place.
  if (!signature.bound) throw invalid();
  const asn1 = asn1js.fromBER(new Uint8Array(signature.content));
  if (asn1.offset !== signature.content.length) throw invalid();
  const info = new TSTInfo({ schema: asn1.result });
  if (info.messageImprint.hashAlgorithm.algorithmId !== oid.sha256 || Number.isNaN(info.genTime.getTime()))
    throw invalid();
  return {
    genTime: info.genTime,
    digest: new Uint8Array(info.messageImprint.hashedMessage.valueBlock.valueHexView),
    serialHex: toHex(info.serialNumber.valueBlock.valueHexView),
    nonce: info.nonce === undefined ? null : new Uint8Array(info.nonce.valueBlock.valueHexView),
    policy: info.policy,
    tsaCertificate: signature.signer,
    certificates: signature.certificates,
  };
}

/**
 * Verifies a TimeStampResp over a SHA-256, its authority's chain at the time it states. Another digest is
 * `envelope.altered`; an authority that is not trusted to timestamp then, `envelope.signature-invalid`.
 */
export async function verifyToken(
  response: Uint8Array,
  sha256: Uint8Array,
  trust: TrustStore,
): Promise<{ genTime: Date }> {
  const token = readToken(response);
  if (!equalBytes(token.digest, sha256)) throw new AppError('envelope.altered');
  const verdict = await validateChain(token.tsaCertificate, token.certificates, trust, {
    at: token.genTime,
    purpose: 'timestamping',
    revocation: 'if-known',
  });
  if (!verdict.ok) throw invalid(new Error(`${verdict.code} ${verdict.detail}`));
  return { genTime: token.genTime };
}
