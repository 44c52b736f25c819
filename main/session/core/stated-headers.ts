/**
 * What a message says of itself beside what the operator says of it. Lists and reader show the operator's record; where the
 * message, and above all its signature, says otherwise, the reader is told.
 */
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import { isLinkMethod, type SealStatement } from '../../../contract/model/seal.ts';
import type { SignatureVerdict } from '../../../contract/model/signature.ts';

/** Header fields of a message, addresses in lower case. */
export interface StatedHeaders {
  /** The signature covers them (RFC 9788). */
  readonly covered: boolean;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly messageId: string;
}

/** Names of the fields in which the record contradicts the message; null says nothing. */
export function differencesFromRecord(stated: StatedHeaders | null, record: EnvelopeRecord): string[] {
  if (stated === null) return [];
  const { content, recipients, sender } = record;
  const addresses = (role: 'to' | 'cc') => recipients.filter((one) => one.role === role).map(({ address }) => address);
  const isSame = (some: readonly string[], others: readonly string[]) =>
    [...some].sort().join() === [...others].sort().join();
  const differs: readonly (readonly [string, boolean])[] = [
    ['from', stated.from !== sender.address],
    ['to', !isSame(stated.to, addresses('to'))],
    ['cc', !isSame(stated.cc, addresses('cc'))],
    ['subject', content !== null && stated.subject.slice(0, 998) !== content.subject],
    ['message-id', stated.messageId.split('@', 1)[0] !== record.id],
    ['unprotected', record.signed && !stated.covered],
  ];
  return differs.filter(([, isOther]) => isOther).map(([name]) => name);
}

/**
 * Whether the seal says that it was deposited by an invitation's link and the record names an account as its sender, or the
 * other way round: somebody with a link must never pass for a colleague who signed in.
 */
export function isOtherDeposit({ sender }: EnvelopeRecord, statement: SealStatement | null): boolean {
  if (statement === null) return false;
  const { authentication, address } = statement.sender;
  const isInvited = sender.kind === 'invited';
  return isLinkMethod(authentication.method) !== isInvited || (isInvited && address !== sender.address);
}

/** Whether a signature that holds is another person's than the sender shown; `statement` is that of a seal that holds. */
export function isOtherSigner(
  signature: SignatureVerdict,
  record: EnvelopeRecord,
  statement: SealStatement | null,
): boolean {
  if (signature.state !== 'valid' && signature.state !== 'revoked-since') return false;
  const { nationalId, rpps } = signature.signer;
  if (record.sender.rpps !== null && rpps !== record.sender.rpps) return true;
  if (statement === null) return false;
  return statement.sender.nationalId !== nationalId || statement.sender.address !== record.sender.address;
}
