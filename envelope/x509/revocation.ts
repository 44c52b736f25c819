/** Whether any link of a chain was revoked at a given time, as the lists at hand say (RFC 5280 §6.3). */
import { equalBytes } from '../bytes.ts';
import type { ChainFailure, ChainQuestion, Link } from './chain-question.ts';
import { coversCertificate, isListSignedBy, type RevocationList, readRevocationList, revocationDate } from './crl.ts';

export type RevocationAnswer =
  | { readonly ok: true; readonly crls: readonly Uint8Array[]; readonly revokedLater?: Date }
  | { readonly ok: false; readonly code: ChainFailure; readonly revokedAt?: Date; readonly detail: string };

/** `path` runs from the certificate to the anchor, whose own revocation nobody above it could state. */
export function checkRevocation(
  path: readonly Link[],
  crls: readonly Uint8Array[],
  question: ChainQuestion,
): RevocationAnswer {
  const lists = crls.flatMap(readable);
  const used: Uint8Array[] = [];
  let revokedLater: Date | undefined;
  for (const [index, link] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1] as Link;
    const speaking = lists.filter((list) => speaksOf(list, link, issuer));
    const revoked = earliest(speaking.map((list) => revocationDate(list, link.parsed)));
    if (revoked !== null && revoked <= question.at) {
      // An authority that is revoked takes everything below it along.
      return index === 0
        ? { ok: false, code: 'card.certificate-revoked', revokedAt: revoked, detail: 'listed' }
        : { ok: false, code: 'card.certificate-untrusted', revokedAt: revoked, detail: 'authority-revoked' };
    }
    if (index === 0 && revoked !== null) revokedLater = revoked;
    const holding = speaking.filter((list) => holdsAt(list, link, question));
    if (holding.length === 0 && question.revocation === 'required') {
      return { ok: false, code: 'card.revocation-unknown', detail: index === 0 ? 'no-list' : 'no-list-authority' };
    }
    used.push(...holding.map(({ der }) => der));
  }
  return { ok: true, crls: [...new Set(used)], ...(revokedLater ? { revokedLater } : {}) };
}

function readable(der: Uint8Array): RevocationList[] {
  try {
    return [readRevocationList(der)];
  } catch (error) {
    // A list that cannot be read says nothing; where one is required, its absence is the answer.
    if (error instanceof TypeError) return [];
    throw error;
  }
}

function speaksOf(list: RevocationList, link: Link, issuer: Link): boolean {
  if (!equalBytes(list.issuerDer, link.parsed.issuerDer) || !coversCertificate(list, link.extensions)) return false;
  const usage = issuer.extensions.keyUsage;
  return (usage === null || usage.includes('cRLSign')) && isListSignedBy(list, issuer.parsed);
}

/**
 * Whether the list's silence about the certificate means something at `at`: it was not yet overdue then, and it was made
 * while the certificate was still to be listed. A list made after `at` knows more than one made before, so it counts.
 */
function holdsAt(list: RevocationList, link: Link, { at, graceMs = 0 }: ChainQuestion): boolean {
  if (list.nextUpdate === null) return false;
  return at.getTime() <= list.nextUpdate.getTime() + graceMs && list.thisUpdate <= link.parsed.notAfter;
}

function earliest(dates: readonly (Date | null)[]): Date | null {
  const known = dates.filter((date) => date !== null);
  return known.length === 0 ? null : new Date(Math.min(...known.map((date) => date.getTime())));
}
