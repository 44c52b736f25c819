/** What a certificate says, for people and programs that must decide by it. Nothing here is verified: see `chain.ts`. */
import type { RelativeDistinguishedNames } from 'pkijs';
import { AppError } from '../../contract/errors.ts';
import { type KeyUsage, readExtensions } from './extensions.ts';
import { type ProfessionalIdentity, readIdentity } from './identity.ts';
import { oid } from './oids.ts';
import { type ParsedCertificate, parseCertificate } from './parse.ts';

export type { ProfessionalIdentity } from './identity.ts';

export interface CertificateFacts {
  /** For display only: `CN=…, O=…`, the most specific part first. */
  readonly subjectName: string;
  readonly issuerName: string;
  readonly serialHex: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the DER, hexadecimal. */
  readonly fingerprint: string;
  readonly keyType: 'rsa' | 'ec-p256' | 'ec-p384' | 'other';
  /** Empty when the certificate does not restrict it. */
  readonly keyUsage: readonly KeyUsage[];
  /** OIDs. */
  readonly extendedKeyUsage: readonly string[];
  readonly isCa: boolean;
  /** The professional it speaks for; null for machines, services and authorities. */
  readonly identity: ProfessionalIdentity | null;
}

/** Reads a certificate; bytes that are none are `card.certificate-untrusted`. */
export function readCertificate(der: Uint8Array): CertificateFacts {
  try {
    return factsOf(parseCertificate(der));
  } catch (error) {
    if (error instanceof TypeError) throw new AppError('card.certificate-untrusted', error);
    throw error;
  }
}

/** The same few certificates are asked about with every envelope. */
const known = new WeakMap<ParsedCertificate, CertificateFacts>();

function factsOf(parsed: ParsedCertificate): CertificateFacts {
  const facts = known.get(parsed) ?? readFacts(parsed);
  known.set(parsed, facts);
  return facts;
}

function readFacts(parsed: ParsedCertificate): CertificateFacts {
  const extensions = readExtensions(parsed);
  return {
    subjectName: displayName(parsed.certificate.subject),
    issuerName: displayName(parsed.certificate.issuer),
    serialHex: parsed.serialHex,
    notBefore: parsed.notBefore,
    notAfter: parsed.notAfter,
    fingerprint: parsed.fingerprint,
    keyType: keyTypeOf(parsed),
    keyUsage: extensions.keyUsage ?? [],
    extendedKeyUsage: extensions.extendedKeyUsage?.purposes ?? [],
    isCa: extensions.isCa,
    identity: readIdentity(parsed),
  };
}

function keyTypeOf({ publicKey }: ParsedCertificate): CertificateFacts['keyType'] {
  if (publicKey.asymmetricKeyType === 'rsa') return 'rsa';
  const curve = publicKey.asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1') return 'ec-p256';
  return curve === 'secp384r1' ? 'ec-p384' : 'other';
}

const shortNames: Readonly<Record<string, string>> = {
  [oid.commonName]: 'CN',
  [oid.surname]: 'SN',
  [oid.givenName]: 'GN',
  [oid.title]: 'title',
  [oid.organizationName]: 'O',
  [oid.organizationalUnitName]: 'OU',
  [oid.countryName]: 'C',
  [oid.serialNumber]: 'serialNumber',
};

function displayName(name: RelativeDistinguishedNames): string {
  return [...name.typesAndValues]
    .reverse()
    .map(({ type, value }) => `${shortNames[type] ?? type}=${String(value.valueBlock.value)}`)
    .join(', ');
}
