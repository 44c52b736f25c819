/**
 * Signature algorithms as X.509 and CMS write them, and their check by Node's crypto. The list is closed: SHA-1, MD5,
 * RSA under 2048 bits and whatever is not named here are refused.
 */
import { constants, type KeyObject, verify } from 'node:crypto';
import * as asn1js from 'asn1js';
import { AlgorithmIdentifier, RSASSAPSSParams } from 'pkijs';
import { childrenOf, contentBytes, readElement, readOid, tag } from '../x509/der.ts';
import { oid } from '../x509/oids.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** How a signature was made. */
export type SignatureAlgorithm =
  | { readonly kind: 'rsa-pkcs1'; readonly hash: HashName }
  | { readonly kind: 'rsa-pss'; readonly hash: HashName; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly hash: HashName };

const hashes: Readonly<Record<string, HashName>> = {
  [oid.sha256]: 'sha256',
  [oid.sha384]: 'sha384',
  [oid.sha512]: 'sha512',
};
const pkcs1: Readonly<Record<string, HashName>> = {
  [oid.sha256WithRsa]: 'sha256',
  [oid.sha384WithRsa]: 'sha384',
  [oid.sha512WithRsa]: 'sha512',
};
const ecdsa: Readonly<Record<string, HashName>> = {
  [oid.ecdsaWithSha256]: 'sha256',
  [oid.ecdsaWithSha384]: 'sha384',
  [oid.ecdsaWithSha512]: 'sha512',
};
const MIN_RSA_BITS = 2048;
const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** The hash that an AlgorithmIdentifier (DER) names; null for those we refuse. */
export function readHash(identifier: Uint8Array): HashName | null {
  return hashes[algorithmOf(identifier)] ?? null;
}

/**
 * The signature algorithm that an AlgorithmIdentifier (DER) names; null for those we refuse. CMS may say only
 * `rsaEncryption` (RFC 3370 §3.2), the hash being the signer's digest algorithm, given as `digest`.
 */
export function readSignatureAlgorithm(
  identifier: Uint8Array,
  digest: HashName | null = null,
): SignatureAlgorithm | null {
  const id = algorithmOf(identifier);
  const rsaHash = id === oid.rsaEncryption ? digest : pkcs1[id];
  if (rsaHash) return { kind: 'rsa-pkcs1', hash: rsaHash };
  const ecHash = ecdsa[id];
  if (ecHash !== undefined) return { kind: 'ecdsa', hash: ecHash };
  return id === oid.rsaPss ? readPss(identifier) : null;
}

/** What is no AlgorithmIdentifier is a `RangeError`. */
function algorithmOf(identifier: Uint8Array): string {
  const [id] = childrenOf(identifier, readElement(identifier, 0, identifier.length));
  if (id?.tag !== tag.objectIdentifier) throw new RangeError('not an algorithm');
  return readOid(contentBytes(identifier, id));
}

function readPss(identifier: Uint8Array): SignatureAlgorithm | null {
  try {
    return readPssParameters(AlgorithmIdentifier.fromBER(new Uint8Array(identifier)));
  } catch (error) {
    // The library throws plain errors on parameters of another shape: an algorithm that cannot be read is refused.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Longest salt that fits an RSA key; OpenSSL takes all that fits. Negative numbers would mean something else to it. */
const MAX_SALT_BYTES = 512;

function readPssParameters(identifier: AlgorithmIdentifier): SignatureAlgorithm | null {
  // Absent parameters mean SHA-1 (RFC 4055 §3.1), which is refused like everything else that is not said explicitly.
  if (!(identifier.algorithmParams instanceof asn1js.Sequence)) return null;
  const parameters = new RSASSAPSSParams({ schema: identifier.algorithmParams });
  const hash = hashes[parameters.hashAlgorithm.algorithmId];
  const mask = parameters.maskGenAlgorithm;
  if (hash === undefined || mask.algorithmId !== oid.mgf1 || !(mask.algorithmParams instanceof asn1js.Sequence))
    return null;
  const maskHash = hashes[new AlgorithmIdentifier({ schema: mask.algorithmParams }).algorithmId];
  const { saltLength } = parameters;
  if (maskHash !== hash || parameters.trailerField !== 1) return null;
  return saltLength >= 0 && saltLength <= MAX_SALT_BYTES ? { kind: 'rsa-pss', hash, saltLength } : null;
}

/** Whether `signature` over `data` was made by the key's owner in that way. Keys that do not fit, or too weak, are a no. */
export function isSignatureValid(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const details = key.asymmetricKeyDetails;
  if (algorithm.kind === 'ecdsa') {
    if (key.asymmetricKeyType !== 'ec' || !curves.has(details?.namedCurve ?? '')) return false;
    return verify(algorithm.hash, data, { key, dsaEncoding: 'der' }, signature);
  }
  const isRsa = key.asymmetricKeyType === 'rsa' || (algorithm.kind === 'rsa-pss' && isPssKeyFor(key, algorithm));
  if (!isRsa || (details?.modulusLength ?? 0) < MIN_RSA_BITS) return false;
  if (algorithm.kind === 'rsa-pkcs1')
    return verify(algorithm.hash, data, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
  return verify(
    algorithm.hash,
    data,
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength },
    signature,
  );
}

const nullParameters = (id: string): AlgorithmIdentifier =>
  new AlgorithmIdentifier({ algorithmId: id, algorithmParams: new asn1js.Null() });

/** A key made for PSS alone may fix hash and least salt (RFC 4055 §1.2); OpenSSL throws where they are not kept. */
function isPssKeyFor(key: KeyObject, algorithm: { hash: HashName; saltLength: number }): boolean {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType !== 'rsa-pss' || details === undefined) return false;
  const isFree = details.hashAlgorithm === undefined;
  const keepsHashes = details.hashAlgorithm === algorithm.hash && details.mgf1HashAlgorithm === algorithm.hash;
  return isFree || (keepsHashes && (details.saltLength ?? 0) <= algorithm.saltLength);
}

type Scheme = 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256';

const identifiers = new Map<Scheme, Uint8Array>();

/** The AlgorithmIdentifier (DER) that CMS carries for a scheme of ours; PSS parameters are written in full. */
export function signatureIdentifier(scheme: Scheme): Uint8Array {
  const identifier = identifiers.get(scheme) ?? new Uint8Array(identifierOf(scheme).toSchema().toBER());
  identifiers.set(scheme, identifier);
  return identifier;
}

function identifierOf(scheme: Scheme): AlgorithmIdentifier {
  if (scheme === 'ecdsa-sha256') return new AlgorithmIdentifier({ algorithmId: oid.ecdsaWithSha256 });
  if (scheme === 'rsa-pkcs1-sha256') return nullParameters(oid.sha256WithRsa);
  const mask = new AlgorithmIdentifier({
    algorithmId: oid.mgf1,
    algorithmParams: nullParameters(oid.sha256).toSchema(),
  });
  const parameters = new RSASSAPSSParams({
    hashAlgorithm: nullParameters(oid.sha256),
    maskGenAlgorithm: mask,
    saltLength: 32,
  });
  return new AlgorithmIdentifier({ algorithmId: oid.rsaPss, algorithmParams: parameters.toSchema() });
}
