/** Requests to a timestamp authority (RFC 3161 §2.4.1). */
import * as asn1js from 'asn1js';
import { TimeStampReq } from 'pkijs';
import { AppError } from '../../contract/errors.ts';
import { der, derInteger, derOid, tag } from '../x509/der.ts';
import { oid } from '../x509/oids.ts';

/** DER of a request for SHA-256; asks for the authority's certificate, without which the token would prove little. */
export function timestampRequest(sha256: Uint8Array, nonce?: Uint8Array): Uint8Array {
  return der(
    tag.sequence,
    derInteger(Uint8Array.of(1)),
    messageImprint(sha256),
    ...(nonce === undefined ? [] : [derInteger(nonce)]),
    der(tag.boolean, Uint8Array.of(0xff)),
  );
}

/** MessageImprint over SHA-256. */
export function messageImprint(sha256: Uint8Array): Uint8Array {
  if (sha256.length !== 32) throw new TypeError('not a SHA-256');
  return der(tag.sequence, der(tag.sequence, derOid(oid.sha256), der(0x05)), der(tag.octetString, sha256));
}

/** What somebody asks an authority of ours. */
export interface TimestampRequest {
  readonly digest: Uint8Array;
  /** Magnitude as sent; null when there is none. */
  readonly nonce: Uint8Array | null;
  /** Policy OID that the asker demands, null for any. */
  readonly policy: string | null;
}

/** Reads a request for SHA-256; anything else is `request.invalid`. */
export function readTimestampRequest(request: Uint8Array): TimestampRequest {
  const invalid = (cause?: unknown): AppError => new AppError('request.invalid', { field: 'timestamp' }, cause);
  try {
    const asn1 = asn1js.fromBER(new Uint8Array(request));
    if (asn1.offset !== request.length) throw invalid();
    const parsed = new TimeStampReq({ schema: asn1.result });
    const digest = new Uint8Array(parsed.messageImprint.hashedMessage.valueBlock.valueHexView);
    if (parsed.messageImprint.hashAlgorithm.algorithmId !== oid.sha256 || digest.length !== 32) throw invalid();
    return {
      digest,
      nonce: parsed.nonce === undefined ? null : new Uint8Array(parsed.nonce.valueBlock.valueHexView),
      policy: parsed.reqPolicy ?? null,
    };
  } catch (error) {
    throw error instanceof AppError ? error : invalid(error);
  }
}
