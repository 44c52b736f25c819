/** The certificate extensions that decide what a key may do (RFC 5280 §4.2), read strictly. */
import * as asn1js from 'asn1js';
import {
  BasicConstraints,
  CertificatePolicies,
  CRLDistributionPoints,
  type Extension,
  ExtKeyUsage,
  GeneralName,
} from 'pkijs';
import { oid } from './oids.ts';
import type { ParsedCertificate } from './parse.ts';

/** Bits of keyUsage, in order (RFC 5280 §4.2.1.3). */
const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsageNames)[number];

export interface CertificateExtensions {
  /** Null when the certificate does not restrict it. */
  readonly keyUsage: readonly KeyUsage[] | null;
  readonly extendedKeyUsage: { readonly critical: boolean; readonly purposes: readonly string[] } | null;
  readonly isCa: boolean;
  /** Authorities allowed below this one; null means any number. */
  readonly pathLength: number | null;
  readonly policies: readonly string[];
  /** URLs where the issuer says that revocations are published. */
  readonly crlUrls: readonly string[];
  readonly authorityKeyId: Uint8Array | null;
  readonly subjectKeyId: Uint8Array | null;
  /** OIDs of critical extensions that this code does not know: such a certificate must not be used. */
  readonly unknownCritical: readonly string[];
}

const understood: ReadonlySet<string> = new Set([
  oid.basicConstraints,
  oid.keyUsage,
  oid.extendedKeyUsage,
  oid.subjectAltName,
  oid.certificatePolicies,
  oid.crlDistributionPoints,
  oid.authorityKeyIdentifier,
  oid.subjectKeyIdentifier,
]);

/** Extensions of certificates that were parsed once and are asked about again and again. */
const known = new WeakMap<ParsedCertificate, CertificateExtensions>();

/** Throws `TypeError` on a certificate whose extensions are not readable or come twice. */
export function readExtensions(parsed: ParsedCertificate): CertificateExtensions {
  const extensions = known.get(parsed) ?? extensionsOf(parsed);
  known.set(parsed, extensions);
  return extensions;
}

function extensionsOf({ certificate }: ParsedCertificate): CertificateExtensions {
  const byOid = new Map<string, Extension>();
  for (const extension of certificate.extensions ?? []) {
    if (byOid.has(extension.extnID)) throw new TypeError('extension twice');
    byOid.set(extension.extnID, extension);
  }
  const value = <T>(id: string, type: abstract new (...rest: never[]) => T): T | null => {
    const extension = byOid.get(id);
    if (extension === undefined) return null;
    const found: unknown = extension.parsedValue;
    // The library answers an unreadable value with an empty object that says so.
    const isBroken =
      found !== null && typeof found === 'object' && 'parsingError' in found && Boolean(found.parsingError);
    if (isBroken || !(found instanceof type)) throw new TypeError(`extension ${id} not readable`);
    return found;
  };
  const constraints = value(oid.basicConstraints, BasicConstraints);
  const usage = value(oid.keyUsage, asn1js.BitString);
  const extended = value(oid.extendedKeyUsage, ExtKeyUsage);
  const keyId = value(oid.subjectKeyIdentifier, asn1js.OctetString);
  return {
    keyUsage: usage === null ? null : readKeyUsage(usage),
    extendedKeyUsage:
      extended === null
        ? null
        : { critical: byOid.get(oid.extendedKeyUsage)?.critical ?? false, purposes: extended.keyPurposes },
    isCa: constraints?.cA ?? false,
    pathLength: constraints === null ? null : readPathLength(constraints.pathLenConstraint),
    policies: (value(oid.certificatePolicies, CertificatePolicies)?.certificatePolicies ?? []).map(
      (policy) => policy.policyIdentifier,
    ),
    crlUrls: readCrlUrls(value(oid.crlDistributionPoints, CRLDistributionPoints)),
    authorityKeyId: readAuthorityKeyId(byOid.get(oid.authorityKeyIdentifier)),
    subjectKeyId: keyId === null ? null : new Uint8Array(keyId.valueBlock.valueHexView),
    unknownCritical: [...byOid.values()]
      .filter(({ critical, extnID }) => critical && !understood.has(extnID))
      .map((e) => e.extnID),
  };
}

function readKeyUsage(bits: asn1js.BitString): KeyUsage[] {
  const octets = bits.valueBlock.valueHexView;
  return keyUsageNames.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

function readPathLength(value: number | asn1js.Integer | undefined): number | null {
  if (value === undefined) return null;
  const length = typeof value === 'number' ? value : value.valueBlock.valueDec;
  if (!(length >= 0)) throw new TypeError('path length');
  return length;
}

function readAuthorityKeyId(extension: Extension | undefined): Uint8Array | null {
  const identifier: unknown = extension?.parsedValue;
  const key =
    identifier !== null && typeof identifier === 'object' && 'keyIdentifier' in identifier
      ? identifier.keyIdentifier
      : null;
  return key instanceof asn1js.OctetString ? new Uint8Array(key.valueBlock.valueHexView) : null;
}

function readCrlUrls(points: CRLDistributionPoints | null): string[] {
  return (points?.distributionPoints ?? []).flatMap((point) => urlsOf(point.distributionPoint));
}

/** The URLs in a distribution point's name; names relative to the issuer are passed over. */
export function urlsOf(pointName: unknown): string[] {
  const names: readonly unknown[] = Array.isArray(pointName) ? pointName : [];
  return names.flatMap((name) =>
    name instanceof GeneralName && name.type === 6 && typeof name.value === 'string' ? [name.value] : [],
  );
}
