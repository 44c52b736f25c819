/** Writes the structure SignedData (RFC 5652 §5) with one signer, as DER. */
import { createHash } from 'node:crypto';
import { contextTag, der, derInteger, derOid, derSetOf, derTime, tag } from '../x509/der.ts';
import { oid } from '../x509/oids.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parse.ts';
import { signatureIdentifier } from './signature-algorithm.ts';
import type { CmsSigner } from './signer.ts';

const sha256Identifier = der(tag.sequence, derOid(oid.sha256));
const version1 = derInteger(Uint8Array.of(1));
const version3 = derInteger(Uint8Array.of(3));
const attribute = (id: string, value: Uint8Array): Uint8Array => der(tag.sequence, derOid(id), der(tag.set, value));

/** What to sign; `content` is carried inside when not null. */
export interface SignedDataInput {
  readonly contentType: string;
  readonly contentSha256: Uint8Array;
  readonly content: Uint8Array | null;
  readonly signer: CmsSigner;
  readonly signingTime: Date;
}

/** What every signature of a signer says of it, whatever it signs. */
interface SignerFacts {
  readonly signingCertificate: Uint8Array;
  readonly issuerAndSerial: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly certificates: Uint8Array;
}

const known = new WeakMap<CmsSigner, SignerFacts>();

/** Writes ContentInfo { SignedData } with contentType, messageDigest, signingTime and signingCertificateV2 signed. */
export async function writeSignedData(input: SignedDataInput): Promise<Uint8Array> {
  if (input.contentSha256.length !== 32) throw new TypeError('not a SHA-256');
  const { signer } = input;
  const facts = known.get(signer) ?? factsOf(signer);
  known.set(signer, facts);
  const attributes = [
    attribute(oid.contentType, derOid(input.contentType)),
    attribute(oid.messageDigest, der(tag.octetString, input.contentSha256)),
    attribute(oid.signingTime, derTime(input.signingTime)),
    facts.signingCertificate,
  ];
  const signature = await signer.sign(derSetOf(tag.set, attributes));
  const signerInfo = der(
    tag.sequence,
    version1,
    facts.issuerAndSerial,
    sha256Identifier,
    derSetOf(contextTag(0), attributes),
    facts.algorithm,
    der(tag.octetString, signature),
  );
  const encapsulated = input.content === null ? [] : [der(contextTag(0), der(tag.octetString, input.content))];
  const signedData = der(
    tag.sequence,
    // Version 3 says that the content is not plain data (RFC 5652 §5.1).
    input.contentType === oid.data ? version1 : version3,
    der(tag.set, sha256Identifier),
    der(tag.sequence, derOid(input.contentType), ...encapsulated),
    facts.certificates,
    der(tag.set, signerInfo),
  );
  return der(tag.sequence, derOid(oid.signedData), der(contextTag(0), signedData));
}

function factsOf(signer: CmsSigner): SignerFacts {
  const certificate = parseCertificate(signer.certificate);
  const serial = new Uint8Array(certificate.certificate.serialNumber.toBER());
  return {
    signingCertificate: attribute(oid.signingCertificateV2, essCertificate(certificate, serial)),
    issuerAndSerial: der(tag.sequence, certificate.issuerDer, serial),
    algorithm: signatureIdentifier(signer.scheme),
    certificates: derSetOf(contextTag(0), [signer.certificate, ...signer.chain]),
  };
}

/** SigningCertificateV2 (RFC 5035 §3): SHA-256, being the default, is not written; issuer and serial are. */
function essCertificate(certificate: ParsedCertificate, serial: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(certificate.der).digest();
  const issuer = der(tag.sequence, der(contextTag(4), certificate.issuerDer));
  const certificateId = der(tag.sequence, der(tag.octetString, hash), der(tag.sequence, issuer, serial));
  return der(tag.sequence, der(tag.sequence, certificateId));
}
