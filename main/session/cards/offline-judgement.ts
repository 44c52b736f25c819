/** Whether a card may open its mailbox without the operator's word, by what is known on this workstation. */
import { AppError } from '../../../contract/errors.ts';
import { type TrustStore, validateChain } from '../../../envelope/x509/chain.ts';
import { readRevocationList } from '../../../envelope/x509/crl.ts';
import { OFFLINE_REVOCATION_GRACE_MS } from '../core/policy.ts';

/** A list is not made in the future; clocks differ by less than this. */
const CLOCK_TOLERANCE_MS = 3_600_000;

/**
 * Chain, validity, and lists still in force. Without network nothing corrects this machine's clock, so it is not believed
 * where the lists know better: a card on them is revoked, even at a time before that, and a time before they were made
 * is wrong (`auth.clock-skew`). Otherwise throws the chain's failure.
 */
export async function judgeWithoutOperator(certificate: Uint8Array, trust: TrustStore, now: Date): Promise<void> {
  const verdict = await validateChain(certificate, [], trust, {
    at: now,
    purpose: 'clientAuth',
    revocation: 'required',
    graceMs: OFFLINE_REVOCATION_GRACE_MS,
  });
  if (!verdict.ok) throw new AppError(verdict.code);
  if (verdict.revokedLater) throw new AppError('card.certificate-revoked');
  const latest = Math.max(...verdict.crls.map((der) => readRevocationList(der).thisUpdate.getTime()));
  if (latest > now.getTime() + CLOCK_TOLERANCE_MS) {
    throw new AppError('auth.clock-skew', { skewSeconds: Math.round((now.getTime() - latest) / 1000) });
  }
}
