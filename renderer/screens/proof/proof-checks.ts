/** What was checked of a proof on this workstation, as lines of the proof screen. Pure functions. */
import type { ProofView } from '../../../contract/ipc/mailbox.contract.ts';
import { isLinkMethod } from '../../../contract/model/seal.ts';

export type CheckLook = 'proof' | 'warning' | 'danger';

type TitleWord =
  | 'intact'
  | 'altered'
  | 'notHere'
  | 'signature'
  | 'signatureRevoked'
  | 'unsigned'
  | 'byLink'
  | 'unverifiable'
  | 'signatureAltered'
  | 'timestamp'
  | 'noTimestamp'
  | 'registered'
  | 'notRegistered';

type DetailWord =
  | 'intactDetail'
  | 'alteredDetail'
  | 'notHereDetail'
  | 'erasedDetail'
  | 'signatureDetail'
  | 'signatureDetailPlain'
  | 'signatureRevokedDetail'
  | 'unsignedDetail'
  | 'byLinkDetail'
  | 'byLinkAndCodeDetail'
  | 'unverifiableDetail'
  | 'signatureAlteredDetail'
  | 'timestampDetail'
  | 'noTimestampDetail'
  | 'registeredDetail'
  | 'notRegisteredDetail';

export interface Check {
  readonly id: 'content' | 'signature' | 'time' | 'register';
  readonly look: CheckLook;
  readonly title: TitleWord;
  readonly detail: {
    readonly word: DetailWord;
    readonly family?: string;
    readonly address?: string;
    readonly day?: string;
    readonly seq?: number;
    readonly gapMs?: number;
  };
}

function contentCheck(proof: ProofView): Check {
  const id = 'content';
  const { recomputedSha256, statement, sealVerdict, record } = proof;
  if (sealVerdict.state === 'altered' || (recomputedSha256 !== null && recomputedSha256 !== statement.message.sha256)) {
    return { id, look: 'danger', title: 'altered', detail: { word: 'alteredDetail' } };
  }
  if (recomputedSha256 !== null) return { id, look: 'proof', title: 'intact', detail: { word: 'intactDetail' } };
  const word = record.content === null ? 'erasedDetail' : 'notHereDetail';
  return { id, look: 'warning', title: 'notHere', detail: { word } };
}

function signatureCheck({ signature, statement }: ProofView): Check {
  const id = 'signature';
  switch (signature.state) {
    case 'valid': {
      const family = signature.signer.cardFamily;
      return {
        id,
        look: 'proof',
        title: 'signature',
        detail: family ? { word: 'signatureDetail', family } : { word: 'signatureDetailPlain' },
      };
    }
    case 'revoked-since':
      return {
        id,
        look: 'warning',
        title: 'signatureRevoked',
        detail: { word: 'signatureRevokedDetail', day: signature.revokedAt },
      };
    case 'unsigned':
      if (isLinkMethod(statement.sender.authentication.method)) {
        const hasCode = statement.sender.authentication.method === 'mailed-link-and-phone-code';
        return {
          id,
          look: 'warning',
          title: 'byLink',
          detail: { word: hasCode ? 'byLinkAndCodeDetail' : 'byLinkDetail', address: statement.sender.address },
        };
      }
      return { id, look: 'warning', title: 'unsigned', detail: { word: 'unsignedDetail' } };
    case 'unverifiable':
      return { id, look: 'warning', title: 'unverifiable', detail: { word: 'unverifiableDetail' } };
    case 'altered':
      return { id, look: 'danger', title: 'signatureAltered', detail: { word: 'signatureAlteredDetail' } };
  }
}

function timeCheck({ sealVerdict }: ProofView): Check {
  const id = 'time';
  if (sealVerdict.state !== 'valid') {
    return { id, look: 'warning', title: 'noTimestamp', detail: { word: 'noTimestampDetail' } };
  }
  const gapMs = Math.abs(Date.parse(sealVerdict.timestampedAt) - Date.parse(sealVerdict.sealedAt));
  return { id, look: 'proof', title: 'timestamp', detail: { word: 'timestampDetail', gapMs } };
}

function registerCheck({ events }: ProofView): Check {
  const id = 'register';
  const sealed = events.find(({ kind }) => kind === 'sealed');
  return sealed
    ? { id, look: 'proof', title: 'registered', detail: { word: 'registeredDetail', seq: sealed.seq } }
    : { id, look: 'warning', title: 'notRegistered', detail: { word: 'notRegisteredDetail' } };
}

/** The four checks, in the order in which they are read. */
export function proofChecks(proof: ProofView): readonly Check[] {
  return [contentCheck(proof), signatureCheck(proof), timeCheck(proof), registerCheck(proof)];
}
