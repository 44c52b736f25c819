/**
 * Certificate chains (RFC 5280 §6): from a certificate to an anchor that is trusted, at a given time, for a purpose, with
 * revocation lists for every link. Whatever is not understood makes the chain untrusted; nothing is guessed.
 */

import { equalBytes } from '../bytes.ts';
import { isSignatureValid, readSignatureAlgorithm } from '../cms/signature-algorithm.ts';
import type { ChainFailure, ChainQuestion, Link } from './chain-question.ts';
import { readExtensions } from './extensions.ts';
import { type ParsedCertificate, parseCertificate } from './parse.ts';
import { type Purpose, servesPurpose } from './purpose.ts';
import { checkRevocation } from './revocation.ts';

export type { ChainFailure, ChainQuestion } from './chain-question.ts';

/** What one side trusts, all DER. Certificates and lists that nobody asks for do no harm. */
export interface TrustStore {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

export type ChainVerdict =
  | {
      readonly ok: true;
      /** From the certificate to the anchor, both included, DER. */
      readonly chain: readonly Uint8Array[];
      /** The lists that were relied on, DER: to be kept as evidence. */
      readonly crls: readonly Uint8Array[];
      /** The certificate was revoked after `at`. */
      readonly revokedLater?: Date;
    }
  | { readonly ok: false; readonly code: ChainFailure; readonly revokedAt?: Date; readonly detail: string };

/** Authorities between a certificate and its anchor; the trust space has one. */
const MAX_LINKS = 8;
/** Signatures checked while looking for a path: enough for any honest set, and an end for a hostile one. */
const MAX_CHECKS = 64;

/** Judges a certificate. `extra` are certificates that came with it: used to find the way, trusted for nothing. */
export async function validateChain(
  leafDer: Uint8Array,
  extra: readonly Uint8Array[],
  trust: TrustStore,
  question: ChainQuestion,
): Promise<ChainVerdict> {
  const leaf = readLink(leafDer);
  if (leaf === null) return untrusted('malformed');
  const unusable = leafProblem(leaf, question.purpose);
  if (unusable !== null) return untrusted(unusable);
  const anchors = readLinks(trust.anchors);
  const path = findPath(leaf, anchors, readLinks([...extra, ...trust.intermediates]), question.at);
  if (path === null) return untrusted('no-path');
  if (question.at < leaf.parsed.notBefore)
    return { ok: false, code: 'card.certificate-not-yet-valid', detail: 'not-before' };
  if (question.at > leaf.parsed.notAfter) return { ok: false, code: 'card.certificate-expired', detail: 'not-after' };
  const revocation = checkRevocation(path, trust.crls, question);
  if (!revocation.ok) return revocation;
  return {
    ok: true,
    chain: path.map(({ parsed }) => parsed.der),
    crls: revocation.crls,
    ...(revocation.revokedLater ? { revokedLater: revocation.revokedLater } : {}),
  };
}

const untrusted = (detail: string): ChainVerdict => ({ ok: false, code: 'card.certificate-untrusted', detail });

function readLink(der: Uint8Array): Link | null {
  try {
    const parsed = parseCertificate(der);
    return { parsed, extensions: readExtensions(parsed) };
  } catch (error) {
    // Bytes that are no certificate lead nowhere; they are as good as absent.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function readLinks(certificates: readonly Uint8Array[]): Link[] {
  return certificates.map(readLink).filter((link) => link !== null);
}

function leafProblem(leaf: Link, purpose: Purpose): string | null {
  if (leaf.extensions.unknownCritical.length > 0) return 'critical-extension';
  // An authority's key signs certificates, never envelopes or sign-ins.
  if (leaf.extensions.isCa) return 'authority';
  return servesPurpose(leaf.extensions, purpose) ? null : 'purpose';
}

/** Depth first from the certificate upwards; the anchor ends the path. */
function findPath(leaf: Link, anchors: readonly Link[], candidates: readonly Link[], at: Date): Link[] | null {
  let checks = 0;
  const climb = (path: readonly Link[]): Link[] | null => {
    const child = path.at(-1) as Link;
    const authoritiesBelow = path.length - 1;
    const isNext = (issuer: Link): boolean => {
      if (!mayIssue(issuer, child, authoritiesBelow, at)) return false;
      if (path.some(({ parsed }) => parsed.fingerprint === issuer.parsed.fingerprint)) return false;
      checks += 1;
      return checks <= MAX_CHECKS && isIssuedBy(child.parsed, issuer.parsed);
    };
    const anchor = anchors.find(isNext);
    if (anchor !== undefined) return [...path, anchor];
    if (path.length > MAX_LINKS) return null;
    for (const issuer of candidates) {
      const found = isNext(issuer) ? climb([...path, issuer]) : null;
      if (found !== null) return found;
    }
    return null;
  };
  // A certificate that is itself an anchor is trusted as it stands (a pinned one).
  if (anchors.some(({ parsed }) => parsed.fingerprint === leaf.parsed.fingerprint)) return [leaf];
  return climb([leaf]);
}

/** Everything about an issuer but the signature, which costs more. */
function mayIssue(issuer: Link, child: Link, authoritiesBelow: number, at: Date): boolean {
  const { parsed, extensions } = issuer;
  if (!equalBytes(parsed.subjectDer, child.parsed.issuerDer)) return false;
  if (!extensions.isCa || extensions.unknownCritical.length > 0) return false;
  if (extensions.keyUsage !== null && !extensions.keyUsage.includes('keyCertSign')) return false;
  if (extensions.pathLength !== null && authoritiesBelow > extensions.pathLength) return false;
  const childKeyId = child.extensions.authorityKeyId;
  if (childKeyId !== null && extensions.subjectKeyId !== null && !equalBytes(childKeyId, extensions.subjectKeyId))
    return false;
  return at >= parsed.notBefore && at <= parsed.notAfter;
}

/** Signatures found good: chains are asked about again and again. */
const issuedBy = new WeakMap<ParsedCertificate, Set<string>>();

function isIssuedBy(child: ParsedCertificate, issuer: ParsedCertificate): boolean {
  const known = issuedBy.get(child) ?? new Set<string>();
  if (known.has(issuer.fingerprint)) return true;
  const { certificate } = child;
  const stated = new Uint8Array(certificate.signatureAlgorithm.toSchema().toBER());
  // The signed statement of the algorithm must be the outer one (RFC 5280 §4.1.1.2).
  if (!equalBytes(new Uint8Array(certificate.signature.toSchema().toBER()), stated)) return false;
  const algorithm = readSignatureAlgorithm(stated);
  const signature = certificate.signatureValue.valueBlock.valueHexView;
  if (algorithm === null || !isSignatureValid(algorithm, issuer.publicKey, certificate.tbsView, signature))
    return false;
  issuedBy.set(child, known.add(issuer.fingerprint));
  return true;
}
