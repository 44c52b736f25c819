/** Reads the structure SignedData (RFC 5652 §5) with one signer, from anyone's DER or BER. */
import { AppError } from '../../contract/errors.ts';
import { equalBytes, toHex } from '../bytes.ts';
import { withDefiniteLengths } from '../x509/definite.ts';
import {
  childrenOf,
  contentBytes,
  contextTag,
  type DerElement,
  elementBytes,
  readElement,
  readOid,
  readTime,
  tag,
} from '../x509/der.ts';
import { oid } from '../x509/oids.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parse.ts';
import { type HashName, readHash, readSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.ts';

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
    return readStructure(withDefiniteLengths(cms));
  } catch (error) {
    // Bytes that are no signature fail where they first stop being one.
    throw error instanceof AppError ? error : invalid('malformed', error);
  }
}

/** An element with the bytes that it is part of. */
interface Node {
  readonly bytes: Uint8Array;
  readonly element: DerElement;
}

const nodesIn = ({ bytes, element }: Node): Node[] =>
  [...childrenOf(bytes, element)].map((child) => ({ bytes, element: child }));
const rawOf = ({ bytes, element }: Node): Uint8Array => elementBytes(bytes, element);
const contentOf = ({ bytes, element }: Node): Uint8Array => contentBytes(bytes, element);

/** The element when it has this tag; anything else, or nothing, is no signature. */
function expected(node: Node | undefined, tagByte: number): Node {
  if (node?.element.tag !== tagByte) throw invalid('malformed');
  return node;
}

/** The elements of a structure that has exactly this many. */
function exactly(count: number, node: Node): Node[] {
  const nodes = nodesIn(node);
  if (nodes.length !== count) throw invalid('malformed');
  return nodes;
}

/** Takes the first of `nodes` when it has this tag. */
function takeOptional(nodes: Node[], tagByte: number): Node | null {
  return nodes[0]?.element.tag === tagByte ? (nodes.shift() ?? null) : null;
}

const attributeCertificates = contextTag(1);
const unsignedAttributes = contextTag(1);
const keyIdentifier = 0x80;

function readStructure(bytes: Uint8Array): ReadSignedData {
  const outer: Node = { bytes, element: readElement(bytes, 0, bytes.length) };
  const [type, explicit] = exactly(2, expected(outer, tag.sequence));
  if (readOid(contentOf(expected(type, tag.objectIdentifier))) !== oid.signedData) throw invalid('malformed');
  const [signedData] = exactly(1, expected(explicit, contextTag(0)));
  const parts = nodesIn(expected(signedData, tag.sequence));
  expected(parts.shift(), tag.integer);
  expected(parts.shift(), tag.set);
  const encapsulated = readEncapsulated(expected(parts.shift(), tag.sequence));
  const certificateSet = takeOptional(parts, contextTag(0));
  takeOptional(parts, attributeCertificates);
  const signers = nodesIn(expected(parts.shift(), tag.set));
  const [signerInfo] = signers;
  if (parts.length > 0) throw invalid('malformed');
  if (signerInfo === undefined || signers.length !== 1) throw invalid('signers');
  // Certificates of other forms (attribute certificates) are tagged, and of no use here.
  const certificates = (certificateSet === null ? [] : nodesIn(certificateSet))
    .filter(({ element }) => element.tag === tag.sequence)
    .map((node) => new Uint8Array(rawOf(node)));
  if (certificates.length > MAX_CERTIFICATES) throw invalid('malformed');
  const { contentType, ...signed } = readSigner(expected(signerInfo, tag.sequence), certificates);
  if (contentType !== encapsulated.contentType) throw invalid('signed-attributes');
  return { ...signed, ...encapsulated, certificates };
}

function readEncapsulated(node: Node): Pick<ReadSignedData, 'contentType' | 'content'> {
  const parts = nodesIn(node);
  const contentType = readOid(contentOf(expected(parts.shift(), tag.objectIdentifier)));
  const explicit = takeOptional(parts, contextTag(0));
  if (parts.length > 0) throw invalid('malformed');
  if (explicit === null) return { contentType, content: null };
  const [content] = exactly(1, explicit);
  return { contentType, content: new Uint8Array(contentOf(expected(content, tag.octetString))) };
}

function readSigner(node: Node, certificates: readonly Uint8Array[]): Omit<ReadSignedData, 'content' | 'certificates'> {
  const parts = nodesIn(node);
  expected(parts.shift(), tag.integer);
  const sid = parts.shift();
  const digest = readHash(rawOf(expected(parts.shift(), tag.sequence)));
  const attributes = takeOptional(parts, contextTag(0));
  const identifier = expected(parts.shift(), tag.sequence);
  const signature = new Uint8Array(contentOf(expected(parts.shift(), tag.octetString)));
  takeOptional(parts, unsignedAttributes);
  if (parts.length > 0) throw invalid('malformed');
  const algorithm = digest === null ? null : readSignatureAlgorithm(rawOf(identifier), digest);
  if (digest === null || algorithm === null) throw invalid('algorithm');
  const signer = findSigner(sid, certificates);
  return { ...readAttributes(attributes), signer, digest, algorithm, signature };
}

function findSigner(sid: Node | undefined, certificates: readonly Uint8Array[]): ParsedCertificate {
  const isSigner = matcherOf(sid);
  const signer = certificates.map(parseCertificate).find(isSigner);
  if (signer === undefined) throw invalid('no-certificate');
  return signer;
}

/** Whether a certificate is the one that a SignerIdentifier names: by issuer and serial number, or by its key. */
function matcherOf(sid: Node | undefined): (candidate: ParsedCertificate) => boolean {
  if (sid?.element.tag === keyIdentifier) {
    const wanted = contentOf(sid);
    return ({ certificate }) => {
      const found = certificate.extensions?.find(({ extnID }) => extnID === oid.subjectKeyIdentifier);
      if (found === undefined) return false;
      const bytes = new Uint8Array(found.extnValue.valueBlock.valueHexView);
      const element = readElement(bytes, 0, bytes.length);
      return element.tag === tag.octetString && equalBytes(contentBytes(bytes, element), wanted);
    };
  }
  const [issuer, serial] = nodesIn(expected(sid, tag.sequence));
  const [issuerDer, serialHex] = [
    rawOf(expected(issuer, tag.sequence)),
    toHex(contentOf(expected(serial, tag.integer))),
  ];
  return (candidate) => candidate.serialHex === serialHex && equalBytes(candidate.issuerDer, issuerDer);
}

const known = new Set<string>(Object.values(oid));

/** The signed attributes, each at most once with one value (RFC 5652 §11). */
function readAttributes(
  signed: Node | null,
): Pick<ReadSignedData, 'signedAttributes' | 'messageDigest' | 'signingTime' | 'boundCertificate' | 'contentType'> {
  if (signed === null) throw invalid('signed-attributes');
  const values = new Map<string, Node | undefined>();
  for (const attribute of nodesIn(signed)) {
    const [name, set] = exactly(2, expected(attribute, tag.sequence));
    const type = readOid(contentOf(expected(name, tag.objectIdentifier)));
    const found = nodesIn(expected(set, tag.set));
    if (values.has(type) || (found.length !== 1 && known.has(type))) throw invalid('signed-attributes');
    values.set(type, found[0]);
  }
  const contentType = values.get(oid.contentType);
  const messageDigest = values.get(oid.messageDigest);
  if (contentType?.element.tag !== tag.objectIdentifier || messageDigest?.element.tag !== tag.octetString) {
    throw invalid('signed-attributes');
  }
  const time = values.get(oid.signingTime);
  // What is signed is the SET OF; inside the structure it wears another tag (RFC 5652 §5.4).
  const signedAttributes = new Uint8Array(rawOf(signed));
  signedAttributes[0] = tag.set;
  return {
    signedAttributes,
    contentType: readOid(contentOf(contentType)),
    messageDigest: new Uint8Array(contentOf(messageDigest)),
    signingTime: time === undefined ? null : readTime(time.bytes, time.element),
    boundCertificate: readBoundCertificate(values),
  };
}

/** First ESSCertID or ESSCertIDv2: the certificate that the signer says is his (RFC 5035). */
function readBoundCertificate(values: ReadonlyMap<string, Node | undefined>): ReadSignedData['boundCertificate'] {
  const v2 = values.get(oid.signingCertificateV2);
  const value = v2 ?? values.get(oid.signingCertificate);
  if (value === undefined) return null;
  const id = firstIn(firstIn(value));
  const [first, second] = nodesIn(id);
  // V2 puts the hash algorithm first unless it is SHA-256; V1 knows SHA-1 alone.
  const isNamed = v2 !== undefined && first?.element.tag === tag.sequence;
  const hashValue = isNamed ? second : first;
  const namedId = isNamed ? readOid(contentOf(expected(nodesIn(first)[0], tag.objectIdentifier))) : null;
  const hash = v2 === undefined ? 'sha1' : namedId === null ? 'sha256' : hashNames[namedId];
  if (hashValue?.element.tag !== tag.octetString || hash === undefined) throw invalid('signed-attributes');
  return { hash, value: new Uint8Array(contentOf(hashValue)) };
}

const hashNames: Readonly<Record<string, 'sha1' | HashName>> = {
  [oid.sha1]: 'sha1',
  [oid.sha256]: 'sha256',
  [oid.sha384]: 'sha384',
  [oid.sha512]: 'sha512',
};

/** The sequence that a sequence begins with. */
function firstIn(node: Node): Node {
  const first = node.element.tag === tag.sequence ? nodesIn(node)[0] : undefined;
  if (first?.element.tag !== tag.sequence) throw invalid('signed-attributes');
  return first;
}
