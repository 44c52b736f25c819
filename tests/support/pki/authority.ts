/** A certification authority of the test PKI: signs certificates and CRLs (RFC 5280), remembers what it revoked. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  boolean,
  enumerated,
  explicit,
  implicit,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
  text,
  time,
  tlv,
} from './der.ts';

/** A certificate with its private key. */
export interface CertifiedKey {
  /** DER. */
  readonly certificate: Uint8Array;
  /** PKCS#8 PEM. */
  readonly privateKeyPem: string;
}

/** From when to when a certificate holds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Bits of the keyUsage extension (RFC 5280 §4.2.1.3). */
const keyUsageBits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 } as const;

/** What a certificate is to say. */
export interface CertificateRequest {
  /** DER of the name. */
  readonly subject: Uint8Array;
  /** PKCS#8 PEM of the subject's key. */
  readonly privateKeyPem: string;
  readonly validity: Validity;
  readonly keyUsage: readonly (keyof typeof keyUsageBits)[];
  /** Makes the serial number, together with the authority's name and the validity. */
  readonly seed: string;
  readonly extendedKeyUsage?: { readonly oids: readonly string[]; readonly critical?: boolean };
  readonly policies?: readonly string[];
  /** Host names and IP addresses, for the subject alternative name. */
  readonly hosts?: readonly string[];
  /** Family of a card: CPS, CPE, CPF. */
  readonly cardCategory?: string;
  /** Path length when the subject is itself an authority. */
  readonly authorityPathLength?: number;
}

/** What an authority is to be. */
export type AuthorityRequest = Pick<CertificateRequest, 'privateKeyPem' | 'validity' | 'seed'> & {
  /** DER of the name. */
  readonly name: Uint8Array;
};

/** One authority. Everything that one with an RSA key issues is deterministic, given the request. */
export interface Authority extends CertifiedKey {
  /** DER. */
  readonly name: Uint8Array;
  /** Signs a certificate. */
  issue(request: CertificateRequest): CertifiedKey;
  /** Puts a certificate that this authority issued on its CRLs. */
  revoke(certificate: Uint8Array, at: Date): void;
  /** DER of a CRL that lists all that was revoked so far. */
  crl(validity: CrlValidity): Uint8Array;
  /** An authority below this one. */
  subordinate(request: AuthorityRequest): Authority;
}

/** When a CRL was made and when the next is due. */
export interface CrlValidity {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** Extension that carries the card's family, after GIP-CPS's arc; its exact coding on real cards was not to be had. */
export const cardCategoryOid = '1.2.250.1.71.1.2.2';

/** Creates a root, signed by itself. */
export function createRoot(request: AuthorityRequest): Authority {
  return openAuthority(request.name, makeCertificate(request, authorityCertificate(request, 1)));
}

function authorityCertificate(request: AuthorityRequest, pathLength: number): CertificateRequest {
  const { name: subject, privateKeyPem, validity, seed } = request;
  const keyUsage = ['keyCertSign', 'cRLSign'] as const;
  return { subject, privateKeyPem, validity, seed, keyUsage, authorityPathLength: pathLength };
}

function openAuthority(name: Uint8Array, own: CertifiedKey): Authority {
  const revoked = new Map<string, Date>();
  const issuer = { name, privateKeyPem: own.privateKeyPem };
  return {
    ...own,
    name,
    issue: (request) => makeCertificate(issuer, request),
    revoke(certificate, at) {
      revoked.set(serialOf(certificate).toString('hex'), at);
    },
    crl: (validity) => makeCrl(issuer, validity, revoked),
    subordinate: (request) => openAuthority(request.name, makeCertificate(issuer, authorityCertificate(request, 0))),
  };
}

type Issuer = Pick<AuthorityRequest, 'name' | 'privateKeyPem'>;

function makeCertificate(issuer: Issuer, request: CertificateRequest): CertifiedKey {
  const { subject, validity, privateKeyPem } = request;
  const issuerKey = createPrivateKey(issuer.privateKeyPem);
  const spki = publicKeyInfo(privateKeyPem);
  const toBeSigned = sequence(
    explicit(0, integer(2)),
    integer(serialNumber(issuer.name, request)),
    signatureAlgorithm(issuerKey),
    issuer.name,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    spki,
    explicit(3, sequence(...certificateExtensions(issuer, request))),
  );
  return { certificate: signed(toBeSigned, issuerKey), privateKeyPem };
}

function makeCrl(issuer: Issuer, validity: CrlValidity, revoked: ReadonlyMap<string, Date>): Uint8Array {
  const key = createPrivateKey(issuer.privateKeyPem);
  const keyCompromise = sequence(extension('2.5.29.21', false, enumerated(1)));
  const entries = [...revoked].map(([serial, at]) =>
    sequence(integer(Buffer.from(serial, 'hex')), time(at), keyCompromise),
  );
  const crlNumber = Buffer.alloc(4);
  crlNumber.writeUInt32BE(Math.floor(validity.thisUpdate.getTime() / 1000));
  const toBeSigned = sequence(
    integer(1),
    signatureAlgorithm(key),
    issuer.name,
    time(validity.thisUpdate),
    time(validity.nextUpdate),
    // An empty list must be left out (RFC 5280 §5.1.2.6).
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, sequence(authorityKeyId(issuer), extension('2.5.29.20', false, integer(crlNumber)))),
  );
  return signed(toBeSigned, key);
}

function certificateExtensions(issuer: Issuer, request: CertificateRequest): Uint8Array[] {
  const { authorityPathLength, extendedKeyUsage, policies, hosts, cardCategory } = request;
  const basicConstraints =
    authorityPathLength === undefined ? sequence() : sequence(boolean(true), integer(authorityPathLength));
  const found = [
    extension('2.5.29.19', true, basicConstraints),
    extension('2.5.29.15', true, namedBits(request.keyUsage.map((name) => keyUsageBits[name]))),
    extension('2.5.29.14', false, octetString(keyId(request.privateKeyPem))),
    authorityKeyId(issuer),
    extension('2.5.29.31', false, sequence(distributionPoint(issuer.name))),
  ];
  if (extendedKeyUsage) {
    const { oids, critical = false } = extendedKeyUsage;
    found.push(extension('2.5.29.37', critical, sequence(...oids.map(oid))));
  }
  if (policies) found.push(extension('2.5.29.32', false, sequence(...policies.map((policy) => sequence(oid(policy))))));
  if (hosts) found.push(extension('2.5.29.17', false, sequence(...hosts.map(generalName))));
  if (cardCategory) found.push(extension(cardCategoryOid, false, text(cardCategory)));
  return found;
}

function extension(type: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

function authorityKeyId(issuer: Issuer): Uint8Array {
  return extension('2.5.29.35', false, sequence(implicit(0, keyId(issuer.privateKeyPem))));
}

/** A place that does not exist: relying parties of the test PKI are handed its CRLs. */
function distributionPoint(issuer: Uint8Array): Uint8Array {
  const url = `http://crl.igc-sante.example/${createHash('sha256').update(issuer).digest('hex').slice(0, 16)}.crl`;
  return sequence(explicit(0, explicit(0, implicit(6, Buffer.from(url)))));
}

function generalName(host: string): Uint8Array {
  if (isIP(host) === 4) return implicit(7, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return implicit(7, Buffer.from([...new Array<number>(15).fill(0), 1]));
  return implicit(2, Buffer.from(host));
}

function publicKeyInfo(privateKeyPem: string): Buffer {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' });
}

function keyId(privateKeyPem: string): Buffer {
  return createHash('sha1').update(publicKeyInfo(privateKeyPem)).digest();
}

function signatureAlgorithm(key: KeyObject): Uint8Array {
  return key.asymmetricKeyType === 'rsa'
    ? sequence(oid('1.2.840.113549.1.1.11'), nullValue())
    : sequence(oid('1.2.840.10045.4.3.2'));
}

function signed(toBeSigned: Uint8Array, key: KeyObject): Uint8Array {
  return sequence(toBeSigned, signatureAlgorithm(key), bitString(signBytes('sha256', toBeSigned, key)));
}

/** 16 bytes, positive, the same for the same request. */
function serialNumber(issuer: Uint8Array, request: CertificateRequest): Buffer {
  const { notBefore, notAfter } = request.validity;
  const digest = createHash('sha256')
    .update(issuer)
    .update([request.seed, notBefore.toISOString(), notAfter.toISOString()].join('\n'))
    .digest();
  digest[0] = ((digest[0] ?? 0) & 0x3f) | 0x40;
  return digest.subarray(0, 16);
}

/** Serial number of a certificate that `makeCertificate` wrote: 16 bytes after version `[0]` and the INTEGER header. */
function serialOf(certificate: Uint8Array): Buffer {
  const marker = Buffer.from(explicit(0, integer(2)));
  const at = Buffer.from(certificate).indexOf(marker) + marker.length;
  const header = tlv(0x02, Buffer.alloc(16)).subarray(0, 2);
  if (Buffer.compare(certificate.subarray(at, at + 2), header) !== 0) throw new Error('not a certificate of this PKI');
  return Buffer.from(certificate.subarray(at + 2, at + 18));
}
