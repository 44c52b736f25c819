/** Signing with a key of the card: the mechanism for each scheme, and the signature as CMS and JWS want it. */
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { Handle, Mechanism } from 'pkcs11js';
import { AppError } from '../../contract/errors.ts';
import type { SignatureScheme } from '../protocol.ts';
import { ck } from './cryptoki.ts';
import type { FoundCertificate, OpenToken } from './open-card.ts';

/** DigestInfo of SHA-256 up to the digest itself (RFC 8017 §9.2, note 1). */
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** PSS salt, as long as the hash (RFC 8017 §9.1). */
const saltLength = 32;

/** Room for the largest signature, RSA of 4096 bits. */
const signatureBytes = 512;

/** A signing operation, prepared. */
interface Operation {
  readonly mechanism: Mechanism;
  readonly input: Buffer;
}

/** Refuses a scheme that does not go with the certificate's key. */
export function checkScheme(certificate: FoundCertificate, scheme: SignatureScheme): void {
  if ((scheme === 'ecdsa-sha256') !== (certificate.keyType === 'ec-p256')) {
    throw new AppError('request.invalid', { field: 'scheme' });
  }
}

/**
 * Starts the operation with a key. Data are hashed here, since nearly every card signs a hash; a token that only
 * hashes itself gets the data.
 */
export function beginSignature(token: OpenToken, key: Handle, scheme: SignatureScheme, data: Uint8Array): Buffer {
  const { mechanism, input } = operationFor(scheme, data, new Set(token.cryptoki.C_GetMechanismList(token.slot)));
  token.cryptoki.C_SignInit(token.session, mechanism, key);
  return input;
}

function operationFor(scheme: SignatureScheme, data: Uint8Array, offered: ReadonlySet<number>): Operation {
  const digest = createHash('sha256').update(data).digest();
  const pss = { type: ck.parametersRsaPss, hashAlg: ck.sha256, mgf: ck.mgf1Sha256, saltLen: saltLength };
  const choices: Record<SignatureScheme, readonly Operation[]> = {
    'rsa-pkcs1-sha256': [
      { mechanism: { mechanism: ck.mechanism.rsaPkcs }, input: Buffer.concat([sha256DigestInfo, digest]) },
      { mechanism: { mechanism: ck.mechanism.sha256RsaPkcs }, input: Buffer.from(data) },
    ],
    'rsa-pss-sha256': [
      { mechanism: { mechanism: ck.mechanism.rsaPkcsPss, parameter: pss }, input: digest },
      { mechanism: { mechanism: ck.mechanism.sha256RsaPkcsPss, parameter: pss }, input: Buffer.from(data) },
    ],
    'ecdsa-sha256': [
      { mechanism: { mechanism: ck.mechanism.ecdsa }, input: digest },
      { mechanism: { mechanism: ck.mechanism.ecdsaSha256 }, input: Buffer.from(data) },
    ],
  };
  const choice = choices[scheme].find(({ mechanism }) => offered.has(mechanism.mechanism));
  if (!choice) throw new AppError('request.invalid', { field: 'scheme' });
  return choice;
}

/** Ends the operation; ECDSA comes out as DER. */
export function finishSignature(token: OpenToken, scheme: SignatureScheme, input: Buffer): Buffer {
  const raw = token.cryptoki.C_Sign(token.session, input, Buffer.alloc(signatureBytes));
  return scheme === 'ecdsa-sha256' ? ecdsaDer(raw) : Buffer.from(raw);
}

/** `r‖s` as PKCS#11 gives it, to `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279 §2.2.3). */
export function ecdsaDer(raw: Uint8Array): Buffer {
  const half = raw.length / 2;
  const body = Buffer.concat([derInteger(raw.subarray(0, half)), derInteger(raw.subarray(half))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function derInteger(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const magnitude = bytes.subarray(start);
  const sign = (magnitude[0] ?? 0) & 0x80 ? [0] : [];
  return Buffer.from([0x02, magnitude.length + sign.length, ...sign, ...magnitude]);
}

/** Checks a signature with the certificate's key, so that no faulty one ever leaves the card process. */
export function isSoundSignature(
  certificate: FoundCertificate,
  scheme: SignatureScheme,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { publicKey } = new X509Certificate(certificate.der);
  const options =
    scheme === 'rsa-pss-sha256'
      ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
      : { key: publicKey };
  return verify('sha256', data, options, signature);
}
