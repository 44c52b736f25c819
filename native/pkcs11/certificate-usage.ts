/** What a certificate's key is for, from keyUsage and extendedKeyUsage (RFC 5280 §4.2.1.3, §4.2.1.12). */
import { X509Certificate } from 'node:crypto';
import type { CardCertificate } from '../protocol.ts';

const clientAuth = '1.3.6.1.5.5.7.3.2';
const anyExtendedKeyUsage = '2.5.29.37.0';
const keyUsageExtension = Buffer.from('0603551d0f', 'hex');

/** Last byte of `CKA_ID` on CPS cards; it only breaks ties. */
const cpsAuthenticationId = 0x20;
const cpsSignatureId = 0x10;

/** What is read of a certificate on a card. */
export interface CertificateUsage {
  readonly purpose: CardCertificate['purpose'];
  readonly keyType: CardCertificate['keyType'];
}

/** Reads the usage; null for certificates that no key of ours goes with: authorities, other algorithms, garbage. */
export function readCertificateUsage(der: Uint8Array, id: Uint8Array): CertificateUsage | null {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    // Whatever that object is, it is not a certificate one could sign with.
    return null;
  }
  if (certificate.ca) return null;
  const keyType = keyTypeOf(certificate);
  if (!keyType) return null;
  return { purpose: purposeOf(keyUsageBits(der), certificate.keyUsage ?? [], id), keyType };
}

/** Node calls the extended key usage `keyUsage`; hence the parameter's name. */
function purposeOf(
  usage: number | null,
  extendedKeyUsage: readonly string[],
  id: Uint8Array,
): CardCertificate['purpose'] {
  // Without the extension, a key may be used for anything.
  const bits = usage ?? 0xc0;
  const allowsClients =
    extendedKeyUsage.length === 0 ||
    extendedKeyUsage.includes(clientAuth) ||
    extendedKeyUsage.includes(anyExtendedKeyUsage);
  const authenticates = (bits & 0x80) !== 0 && allowsClients;
  const signs = (bits & 0x40) !== 0;
  if (authenticates && signs) {
    const last = id.at(-1);
    if (last === cpsSignatureId) return 'signature';
    if (last === cpsAuthenticationId || extendedKeyUsage.includes(clientAuth)) return 'authentication';
    return 'signature';
  }
  if (authenticates) return 'authentication';
  return signs ? 'signature' : 'other';
}

function keyTypeOf(certificate: X509Certificate): CardCertificate['keyType'] | null {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType === 'rsa') return 'rsa';
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ec-p256' : null;
}

/** First byte of the keyUsage BIT STRING: digitalSignature 0x80, nonRepudiation 0x40. Null without the extension. */
function keyUsageBits(der: Uint8Array): number | null {
  const bytes = Buffer.from(der.buffer, der.byteOffset, der.byteLength);
  const toBeSigned = children(bytes)[0];
  if (!toBeSigned) return null;
  const extensions = children(toBeSigned).find((element) => element[0] === 0xa3);
  const list = extensions && children(extensions)[0];
  for (const extension of list ? children(list) : []) {
    const parts = children(extension);
    if (!parts[0]?.equals(keyUsageExtension)) continue;
    const bitString = parts.at(-1) && children(parts.at(-1) as Buffer)[0];
    return bitString ? (content(bitString)[1] ?? 0) : null;
  }
  return null;
}

/** The DER elements inside an element, each with its header; none where lengths do not add up. */
function children(element: Buffer): Buffer[] {
  const inside = content(element);
  const found: Buffer[] = [];
  for (let at = 0; at < inside.length; ) {
    const size = elementSize(inside.subarray(at));
    if (size === null) return [];
    found.push(inside.subarray(at, at + size));
    at += size;
  }
  return found;
}

function content(element: Buffer): Buffer {
  const header = headerSize(element);
  return header === null ? Buffer.alloc(0) : element.subarray(header);
}

function headerSize(bytes: Buffer): number | null {
  const first = bytes[1];
  if (first === undefined) return null;
  const lengthBytes = first & 0x80 ? first & 0x7f : 0;
  return lengthBytes > 4 || bytes.length < 2 + lengthBytes ? null : 2 + lengthBytes;
}

function elementSize(bytes: Buffer): number | null {
  const header = headerSize(bytes);
  if (header === null) return null;
  const length = header === 2 ? (bytes[1] ?? 0) : bytes.readUIntBE(2, header - 2);
  return header + length > bytes.length ? null : header + length;
}
