/** Certificates as library objects, parsed once each and checked to be one complete DER value. */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import { Certificate } from 'pkijs';
import { toHex } from '../bytes.ts';

/** Larger than any certificate of the trust space; keeps hostile ones from costing time. */
const MAX_CERTIFICATE_BYTES = 64 * 1024;

/** A certificate with what verification asks of it again and again. */
export interface ParsedCertificate {
  readonly der: Uint8Array;
  readonly certificate: Certificate;
  readonly publicKey: KeyObject;
  /** DER of the names, compared byte for byte. */
  readonly issuerDer: Uint8Array;
  readonly subjectDer: Uint8Array;
  /** Serial number's content octets, hexadecimal, as the certificate encodes it. */
  readonly serialHex: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the DER, hexadecimal. */
  readonly fingerprint: string;
}

/** A value that is not one complete certificate is a `TypeError`; callers turn it into their own failure. */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  if (der.length > MAX_CERTIFICATE_BYTES) throw new TypeError('certificate too large');
  const fingerprint = createHash('sha256').update(der).digest('hex');
  const known = recent.get(fingerprint);
  if (known !== undefined) return known;
  const result = readCertificateValue(der, fingerprint);
  if (recent.size >= MAX_RECENT) recent.delete(recent.keys().next().value as string);
  recent.set(fingerprint, result);
  return result;
}

/** The same few authorities and correspondents come with every envelope; reading one costs a hundred times its hash. */
const recent = new Map<string, ParsedCertificate>();
const MAX_RECENT = 500;

function readCertificateValue(der: Uint8Array, fingerprint: string): ParsedCertificate {
  const own = new Uint8Array(der);
  const asn1 = asn1js.fromBER(own);
  if (asn1.offset !== own.length) throw new TypeError('not a certificate');
  try {
    const certificate = new Certificate({ schema: asn1.result });
    return {
      der: own,
      certificate,
      // OpenSSL reads the same bytes: what it does not take for a certificate is none for us either.
      publicKey: new X509Certificate(own).publicKey,
      issuerDer: new Uint8Array(certificate.issuer.valueBeforeDecode),
      subjectDer: new Uint8Array(certificate.subject.valueBeforeDecode),
      serialHex: toHex(certificate.serialNumber.valueBlock.valueHexView),
      notBefore: certificate.notBefore.value,
      notAfter: certificate.notAfter.value,
      fingerprint,
    };
  } catch (error) {
    throw new TypeError('not a certificate', { cause: error });
  }
}
