/** What a certificate's key may be used for, by its keyUsage and extendedKeyUsage. */
import type { CertificateExtensions } from './extensions.ts';
import { oid } from './oids.ts';

/**
 * - `clientAuth`: signs in; must say so.
 * - `signature`: signs envelopes; may be restricted to documents or mail, not to something else.
 * - `timestamping`: issues timestamps, and nothing else (RFC 3161 §2.3).
 * - `seal`: an operator's seal; its authority says so by a certificate policy, so that no other key of the trust space can seal.
 * - `any`: no demand.
 */
export type Purpose = 'clientAuth' | 'signature' | 'timestamping' | 'seal' | 'any';

/** Whether the certificate may serve that purpose. */
export function servesPurpose(extensions: CertificateExtensions, purpose: Purpose): boolean {
  return rules[purpose](extensions);
}

const signs = ({ keyUsage }: CertificateExtensions): boolean =>
  keyUsage === null || keyUsage.includes('digitalSignature') || keyUsage.includes('nonRepudiation');

const documentUsages: ReadonlySet<string> = new Set([
  oid.emailProtection,
  oid.documentSigning,
  oid.microsoftDocumentSigning,
  oid.anyExtendedKeyUsage,
]);

const allowsDocuments = ({ extendedKeyUsage }: CertificateExtensions): boolean =>
  extendedKeyUsage === null || extendedKeyUsage.purposes.some((id) => documentUsages.has(id));

const rules: Readonly<Record<Purpose, (extensions: CertificateExtensions) => boolean>> = {
  clientAuth: ({ keyUsage, extendedKeyUsage }) =>
    (keyUsage === null || keyUsage.includes('digitalSignature')) &&
    (extendedKeyUsage?.purposes.includes(oid.clientAuth) ?? false),
  signature: (extensions) => signs(extensions) && allowsDocuments(extensions),
  timestamping: (extensions) => {
    const { extendedKeyUsage } = extensions;
    if (extendedKeyUsage === null || !extendedKeyUsage.critical || !signs(extensions)) return false;
    return extendedKeyUsage.purposes.length === 1 && extendedKeyUsage.purposes[0] === oid.timeStamping;
  },
  seal: (extensions) =>
    signs(extensions) && allowsDocuments(extensions) && extensions.policies.includes(oid.operatorSealPolicy),
  any: () => true,
};
