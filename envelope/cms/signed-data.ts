/** The structure SignedData (RFC 5652 §5) with one signer: written as DER, read from anyone's DER or BER. */
import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  type AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
} from 'pkijs';
import { AppError } from '../../contract/errors.ts';
import { equalBytes, toHex } from '../bytes.ts';
import { contextTag, der, derInteger, derSetOf, derTime, tag } from '../x509/der.ts';
import { oid } from '../x509/oids.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parse.ts';
import {
  type HashName,
  readHash,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
  writeSignatureAlgorithm,
} from './signature-algorithm.ts';
import type { CmsSigner } from './signer.ts';

/** DER of an object identifier. */
export function derOid(id: string): Uint8Array {
  return new Uint8Array(new asn1js.ObjectIdentifier({ value: id }).toBER());
}

const sha256Identifier = der(tag.sequence, derOid(oid.sha256));
const attribute = (id: string, value: Uint8Array): Uint8Array => der(tag.sequence, derOid(id), der(tag.set, value));

/** What to sign; `content` is carried inside when not null. */
export interface SignedDataInput {
  readonly contentType: string;
  readonly contentSha256: Uint8Array;
  readonly content: Uint8Array | null;
  readonly signer: CmsSigner;
  readonly signingTime: Date;
}

/** Writes ContentInfo { SignedData } with contentType, messageDigest, signingTime and signingCertificateV2 signed. */
export async function writeSignedData(input: SignedDataInput): Promise<Uint8Array> {
  if (input.contentSha256.length !== 32) throw new TypeError('not a SHA-256');
  const { signer } = input;
  const certificate = parseCertificate(signer.certificate);
  const serial = new Uint8Array(certificate.certificate.serialNumber.toBER());
  const attributes = [
    attribute(oid.contentType, derOid(input.contentType)),
    attribute(oid.messageDigest, der(tag.octetString, input.contentSha256)),
    attribute(oid.signingTime, derTime(input.signingTime)),
    attribute(oid.signingCertificateV2, essCertificate(certificate, serial)),
  ];
  const signature = await signer.sign(derSetOf(tag.set, attributes));
  const signerInfo = der(
    tag.sequence,
    derInteger(Uint8Array.of(1)),
    der(tag.sequence, certificate.issuerDer, serial),
    sha256Identifier,
    derSetOf(contextTag(0), attributes),
    new Uint8Array(writeSignatureAlgorithm(signer.scheme).toSchema().toBER()),
    der(tag.octetString, signature),
  );
  const encapsulated = input.content === null ? [] : [der(contextTag(0), der(tag.octetString, input.content))];
  const signedData = der(
    tag.sequence,
    // Version 3 says that the content is not plain data (RFC 5652 §5.1).
    derInteger(Uint8Array.of(input.contentType === oid.data ? 1 : 3)),
    der(tag.set, sha256Identifier),
    der(tag.sequence, derOid(input.contentType), ...encapsulated),
    derSetOf(contextTag(0), [signer.certificate, ...signer.chain]),
    der(tag.set, signerInfo),
  );
  return der(tag.sequence, derOid(oid.signedData), der(contextTag(0), signedData));
}

/** SigningCertificateV2 (RFC 5035 §3): SHA-256, being the default, is not written; issuer and serial are. */
function essCertificate(certificate: ParsedCertificate, serial: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(certificate.der).digest();
  const issuer = der(tag.sequence, der(contextTag(4), certificate.issuerDer));
  const certificateId = der(tag.sequence, der(tag.octetString, hash), der(tag.sequence, issuer, serial));
  return der(tag.sequence, der(tag.sequence, certificateId));
}

/** A signature, read but not yet verified. */
export interface ReadSignedData {
  readonly contentType: string;
  /** The content carried inside; null when detached. */
  readonly content: Uint8Array | null;
  readonly signer: ParsedCertificate;
  readonly certificates: readonly Uint8Array[];
  readonly digest: HashName;
  readonly algorithm: SignatureAlgorithm;
  /** DER of the SET OF signed attributes: what the signature covers. */
  readonly signedAttributes: Uint8Array;
  readonly messageDigest: Uint8Array;
  readonly signingTime: Date | null;
  /** Hash of the signer's certificate as the signed attributes bind it; null when they do not. */
  readonly boundCertificate: { readonly hash: 'sha1' | HashName; readonly value: Uint8Array } | null;
  readonly signature: Uint8Array;
}

/** Largest signature that we read; a chain of certificates and timestamps stays far below. */
const MAX_SIGNATURE_BYTES = 1024 * 1024;
/** Certificates that a signature may bring: chains have four, cross-certified ones a few more. */
const MAX_CERTIFICATES = 32;

const invalid = (reason: string, cause?: unknown): AppError =>
  new AppError('envelope.signature-invalid', { reason }, cause);

/**
 * Reads a signature of one signer with signed attributes. `envelope.signature-invalid` says why not: `malformed`,
 * `signers`, `algorithm`, `signed-attributes`, `no-certificate`.
 */
export function readSignedData(cms: Uint8Array): ReadSignedData {
  if (cms.length > MAX_SIGNATURE_BYTES) throw invalid('malformed');
  try {
    return readStructure(parseSignedData(cms));
  } catch (error) {
    // The libraries throw errors of many kinds on bytes that are no signature.
    throw error instanceof AppError ? error : invalid('malformed', error);
  }
}

function parseSignedData(cms: Uint8Array): SignedData {
  const asn1 = asn1js.fromBER(new Uint8Array(cms));
  if (asn1.offset !== cms.length) throw invalid('malformed');
  const info = new ContentInfo({ schema: asn1.result });
  if (info.contentType !== oid.signedData) throw invalid('malformed');
  return new SignedData({ schema: info.content });
}

function readStructure(signedData: SignedData): ReadSignedData {
  const signerInfo = signedData.signerInfos[0];
  if (signerInfo === undefined || signedData.signerInfos.length !== 1) throw invalid('signers');
  const digest = readHash(signerInfo.digestAlgorithm);
  const algorithm =
    digest === null ? null : readSignatureAlgorithm(signerInfo.signatureAlgorithm as AlgorithmIdentifier, digest);
  if (digest === null || algorithm === null) throw invalid('algorithm');
  const certificates = (signedData.certificates ?? [])
    .filter((item) => item instanceof Certificate)
    .map(rawCertificate);
  if (certificates.length > MAX_CERTIFICATES) throw invalid('malformed');
  const signer = findSigner(signerInfo, certificates);
  const attributes = readAttributes(signerInfo);
  const contentType = signedData.encapContentInfo.eContentType;
  if (attributes.contentType !== contentType) throw invalid('signed-attributes');
  const content = signedData.encapContentInfo.eContent;
  return {
    ...attributes,
    contentType,
    content: content === undefined ? null : new Uint8Array(content.getValue()),
    signer,
    certificates,
    digest,
    algorithm,
    signature: new Uint8Array(signerInfo.signature.valueBlock.valueHexView),
  };
}

/** The bytes as they came; encoding the parsed object again could differ. */
function rawCertificate(certificate: Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema(false).toBER());
}

function findSigner(signerInfo: SignerInfo, certificates: readonly Uint8Array[]): ParsedCertificate {
  for (const candidate of certificates.map(parseCertificate)) {
    if (signerInfo.sid instanceof IssuerAndSerialNumber) {
      const issuer = new Uint8Array(signerInfo.sid.issuer.valueBeforeDecode);
      const serial = toHex(signerInfo.sid.serialNumber.valueBlock.valueHexView);
      if (equalBytes(issuer, candidate.issuerDer) && serial === candidate.serialHex) return candidate;
    } else if (matchesKeyIdentifier(signerInfo.sid, candidate)) return candidate;
  }
  throw invalid('no-certificate');
}

function matchesKeyIdentifier(sid: unknown, candidate: ParsedCertificate): boolean {
  const extension = candidate.certificate.extensions?.find(
    ({ extnID }) => extnID === oid.subjectKeyIdentifier,
  )?.parsedValue;
  if (!(sid instanceof asn1js.Primitive) || !(extension instanceof asn1js.OctetString)) return false;
  return equalBytes(new Uint8Array(sid.valueBlock.valueHexView), new Uint8Array(extension.valueBlock.valueHexView));
}

/** The signed attributes, each at most once with one value (RFC 5652 §11). */
function readAttributes(signerInfo: SignerInfo): Pick<
  ReadSignedData,
  'signedAttributes' | 'messageDigest' | 'signingTime' | 'boundCertificate'
> & {
  contentType: string;
} {
  const signed = signerInfo.signedAttrs;
  if (signed === undefined) throw invalid('signed-attributes');
  const values = new Map<string, asn1js.BaseBlock>();
  for (const { type, values: found } of signed.attributes) {
    if (values.has(type) || (found.length !== 1 && Object.values(oid).includes(type as never)))
      throw invalid('signed-attributes');
    values.set(type, found[0]);
  }
  const contentType = values.get(oid.contentType);
  const messageDigest = values.get(oid.messageDigest);
  if (!(contentType instanceof asn1js.ObjectIdentifier) || !(messageDigest instanceof asn1js.OctetString)) {
    throw invalid('signed-attributes');
  }
  const time = values.get(oid.signingTime);
  return {
    signedAttributes: new Uint8Array(signed.encodedValue),
    contentType: contentType.getValue(),
    messageDigest: new Uint8Array(messageDigest.getValue()),
    // GeneralizedTime extends UTCTime in the library.
    signingTime: time instanceof asn1js.UTCTime ? time.toDate() : null,
    boundCertificate: readBoundCertificate(values),
  };
}

/** First ESSCertID or ESSCertIDv2: the certificate that the signer says is his (RFC 5035). */
function readBoundCertificate(values: ReadonlyMap<string, asn1js.BaseBlock>): ReadSignedData['boundCertificate'] {
  const v2 = values.get(oid.signingCertificateV2);
  const attributeValue = v2 ?? values.get(oid.signingCertificate);
  if (attributeValue === undefined) return null;
  const id = firstOf(firstOf(attributeValue));
  if (!(id instanceof asn1js.Sequence)) throw invalid('signed-attributes');
  const [first, second] = id.valueBlock.value;
  // V2 puts the hash algorithm first unless it is SHA-256; V1 knows SHA-1 alone.
  const named = v2 !== undefined && first instanceof asn1js.Sequence ? first.valueBlock.value[0] : null;
  const hashValue = named === null ? first : second;
  const namedId = named instanceof asn1js.ObjectIdentifier ? named.getValue() : null;
  const hash = v2 === undefined ? 'sha1' : namedId === null ? 'sha256' : hashNames[namedId];
  if (!(hashValue instanceof asn1js.OctetString) || hash === undefined) throw invalid('signed-attributes');
  return { hash, value: new Uint8Array(hashValue.getValue()) };
}

const hashNames: Readonly<Record<string, 'sha1' | HashName>> = {
  [oid.sha1]: 'sha1',
  [oid.sha256]: 'sha256',
  [oid.sha384]: 'sha384',
  [oid.sha512]: 'sha512',
};

function firstOf(block: asn1js.BaseBlock | undefined): asn1js.BaseBlock | undefined {
  return block instanceof asn1js.Sequence ? block.valueBlock.value[0] : undefined;
}
