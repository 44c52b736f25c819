/** The revocation lists that prove, to a program which knows one instant only, that a signer was in order then. */
import { type TrustStore, validateChain } from '../x509/chain.ts';
import { readRevocationList } from '../x509/crl.ts';

export interface DatedLists {
  /** DER. */
  readonly crls: readonly Uint8Array[];
  /** The instant at which all of them hold: `openssl verify -attime` takes one. */
  readonly at: Date;
}

/**
 * Null when the lists at hand do not cover the signer's chain at `sealedAt`. A list made shortly after sealing says more
 * than one made before; the instant is then moved to where every list has begun.
 */
export async function datedLists(
  signer: Uint8Array,
  certificates: readonly Uint8Array[],
  trust: TrustStore,
  sealedAt: Date,
): Promise<DatedLists | null> {
  const verdict = await validateChain(signer, certificates, trust, {
    at: sealedAt,
    purpose: 'signature',
    revocation: 'required',
  });
  if (!verdict.ok || verdict.revokedLater !== undefined) return null;
  const lists = verdict.crls.map(readRevocationList);
  const at = new Date(Math.max(sealedAt.getTime(), ...lists.map((list) => list.thisUpdate.getTime())));
  const moved = await validateChain(signer, certificates, trust, { at, purpose: 'signature', revocation: 'required' });
  return moved.ok ? { crls: moved.crls, at } : null;
}
