/**
 * Revocation lists (RFC 5280 §5). Walked rather than built as objects: the trust space's lists have tens of thousands of
 * entries, and one serial number is all that is asked of them.
 */
import * as asn1js from 'asn1js';
import { IssuingDistributionPoint } from 'pkijs';
import { toHex } from '../bytes.ts';
import { isSignatureValid, readSignatureAlgorithm } from '../cms/signature-algorithm.ts';
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
} from './der.ts';
import { type CertificateExtensions, urlsOf } from './extensions.ts';
import { oid } from './oids.ts';
import type { ParsedCertificate } from './parse.ts';

/** A list, opened; its signature is not yet verified. */
export interface RevocationList {
  readonly der: Uint8Array;
  readonly issuerDer: Uint8Array;
  readonly thisUpdate: Date;
  /** Null for a list that does not say when the next is due: nothing can rest on it. */
  readonly nextUpdate: Date | null;
  readonly toBeSigned: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly entries: DerElement | null;
  readonly scope: IssuingDistributionPoint | null;
  /** False for delta lists and lists with critical extensions that this code does not know. */
  readonly usable: boolean;
}

const opened = new WeakMap<Uint8Array, RevocationList>();

/** Opens a list; bytes that are none throw `TypeError`. */
export function readRevocationList(der: Uint8Array): RevocationList {
  const known = opened.get(der);
  if (known !== undefined) return known;
  try {
    const list = openList(new Uint8Array(der));
    opened.set(der, list);
    return list;
  } catch (error) {
    throw new TypeError('not a revocation list', { cause: error });
  }
}

function openList(der: Uint8Array): RevocationList {
  const outer = readElement(der, 0, der.length);
  const [tbs, algorithm, signature] = [...childrenOf(der, outer)];
  if (outer.end !== der.length || tbs === undefined || algorithm === undefined || signature === undefined)
    throw new RangeError('not DER');
  const fields = [...childrenOf(der, tbs)];
  if (fields[0]?.tag === tag.integer) fields.shift();
  const [innerAlgorithm, issuer, thisUpdate, ...rest] = fields;
  if (innerAlgorithm === undefined || issuer === undefined || thisUpdate === undefined) throw new RangeError('not DER');
  // Both statements of the algorithm must agree (RFC 5280 §5.1.1.2).
  if (Buffer.compare(elementBytes(der, innerAlgorithm), elementBytes(der, algorithm)) !== 0)
    throw new RangeError('algorithms differ');
  const isTime = (element: DerElement | undefined): boolean =>
    element?.tag === tag.utcTime || element?.tag === tag.generalizedTime;
  const nextUpdate = isTime(rest[0]) ? (rest.shift() as DerElement) : null;
  const entries = rest[0]?.tag === tag.sequence ? (rest.shift() as DerElement) : null;
  const extensions = rest[0]?.tag === contextTag(0) ? readListExtensions(der, rest[0]) : { scope: null, usable: true };
  return {
    der,
    issuerDer: elementBytes(der, issuer),
    thisUpdate: readTime(der, thisUpdate),
    nextUpdate: nextUpdate === null ? null : readTime(der, nextUpdate),
    toBeSigned: elementBytes(der, tbs),
    algorithm: elementBytes(der, algorithm),
    // The first octet of a BIT STRING counts unused bits, none here.
    signature: contentBytes(der, signature).subarray(1),
    entries,
    ...extensions,
  };
}

function readListExtensions(der: Uint8Array, wrapper: DerElement): Pick<RevocationList, 'scope' | 'usable'> {
  let scope: IssuingDistributionPoint | null = null;
  let usable = true;
  const [list] = [...childrenOf(der, wrapper)];
  for (const extension of list === undefined ? [] : childrenOf(der, list)) {
    const { id, critical, value } = readExtension(der, extension);
    if (id === oid.issuingDistributionPoint)
      scope = new IssuingDistributionPoint({ schema: asn1js.fromBER(value).result });
    else if (critical) usable = false;
  }
  return { scope, usable };
}

function readExtension(der: Uint8Array, extension: DerElement): { id: string; critical: boolean; value: Uint8Array } {
  const [id, ...rest] = [...childrenOf(der, extension)];
  const value = rest.at(-1);
  if (id === undefined || value === undefined) throw new RangeError('not DER');
  if (id.tag !== tag.objectIdentifier) throw new RangeError('not DER');
  const critical = rest[0]?.tag === tag.boolean && contentBytes(der, rest[0])[0] !== 0;
  return { id: readOid(contentBytes(der, id)), critical, value: new Uint8Array(contentBytes(der, value)) };
}

/** Issuers whose signature on a list was found good: it is the same list each time. */
const verifiedBy = new WeakMap<RevocationList, Set<string>>();

/** Whether `issuer` signed the list. */
export function isListSignedBy(list: RevocationList, issuer: ParsedCertificate): boolean {
  const known = verifiedBy.get(list) ?? new Set<string>();
  if (known.has(issuer.fingerprint)) return true;
  const algorithm = readSignatureAlgorithm(list.algorithm);
  if (algorithm === null || !isSignatureValid(algorithm, issuer.publicKey, list.toBeSigned, list.signature))
    return false;
  verifiedBy.set(list, known.add(issuer.fingerprint));
  return true;
}

/** Whether the list speaks of this certificate at all (RFC 5280 §6.3.3 b). */
export function coversCertificate(list: RevocationList, extensions: CertificateExtensions): boolean {
  const { scope } = list;
  if (!list.usable) return false;
  if (scope === null) return true;
  if (scope.indirectCRL || scope.onlyContainsAttributeCerts || scope.onlySomeReasons !== undefined) return false;
  if (extensions.isCa ? scope.onlyContainsUserCerts : scope.onlyContainsCACerts) return false;
  if (scope.distributionPoint === undefined) return true;
  return urlsOf(scope.distributionPoint).some((url) => extensions.crlUrls.includes(url));
}

/** When the list says that the certificate was revoked; null when it is not on it. */
export function revocationDate(list: RevocationList, certificate: ParsedCertificate): Date | null {
  if (list.entries === null) return null;
  for (const entry of childrenOf(list.der, list.entries)) {
    const serial = readElement(list.der, entry.contentStart, entry.end);
    const length = serial.end - serial.contentStart;
    // Lengths differ for nearly all entries that matter little: the hexadecimal form is made only for the others.
    if (length * 2 !== certificate.serialHex.length || toHex(contentBytes(list.der, serial)) !== certificate.serialHex)
      continue;
    return readTime(list.der, readElement(list.der, serial.end, entry.end));
  }
  return null;
}
