/** What the reader may vouch for: how flap, paper and seal look, from the two verdicts. Pure functions. */
import type { EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import { isLinkMethod, type SealVerdict } from '../../../contract/model/seal.ts';
import type { SignatureVerdict } from '../../../contract/model/signature.ts';

export type Trust = 'vouched' | 'doubt' | 'altered';

/** One verdict out of two: anything altered hides the content, anything unverified takes the green away. */
export function trustOf(signature: SignatureVerdict, seal: SealVerdict): Trust {
  if (signature.state === 'altered' || seal.state === 'altered') return 'altered';
  if (signature.state === 'unverifiable' || seal.state === 'unverifiable') return 'doubt';
  return 'vouched';
}

/** Whether whoever deposited it had an invitation's link and no account; what the record says counts where no seal says it. */
export function isByLink({ record, deposit }: Pick<EnvelopeView, 'record' | 'deposit'>): boolean {
  return deposit === null ? record.sender.kind === 'invited' : isLinkMethod(deposit);
}

/** The digest that the seal is drawn from: the checked one, else the one the operator announced. */
export function digestOf(view: Pick<EnvelopeView, 'record' | 'seal'>): string {
  return view.seal.state === 'unverifiable' ? view.record.message.sha256 : view.seal.sha256;
}

const reasonWords = {
  untrusted: 'reasonUntrusted',
  expired: 'reasonExpired',
  'not-yet-valid': 'reasonNotYetValid',
  revoked: 'reasonRevoked',
  'revocation-unknown': 'reasonRevocationUnknown',
  algorithm: 'reasonAlgorithm',
  malformed: 'reasonMalformed',
} as const satisfies Record<Extract<SignatureVerdict, { state: 'unverifiable' }>['reason'], string>;

/** Why a signature cannot be verified, as a key of the `reader` namespace. */
export function reasonWord(reason: keyof typeof reasonWords): (typeof reasonWords)[keyof typeof reasonWords] {
  return reasonWords[reason];
}

const headerWords = {
  from: 'headerFrom',
  sender: 'headerFrom',
  to: 'headerTo',
  cc: 'headerCc',
  subject: 'headerSubject',
  date: 'headerDate',
  unprotected: 'headerUnprotected',
} as const;

/** The words for the header fields that differ, as keys of the `reader` namespace, each once. */
export function headerWordsOf(
  fields: readonly string[],
): readonly ((typeof headerWords)[keyof typeof headerWords] | 'headerOther')[] {
  const words = fields.map((field) => {
    const name = field.toLowerCase();
    return name in headerWords ? headerWords[name as keyof typeof headerWords] : ('headerOther' as const);
  });
  return [...new Set(words)];
}
