/** The zip of evidence made on this workstation, for envelopes that the operator has erased. */
import { evidenceFiles } from '../../../envelope/evidence/package.ts';
import { zipOfEvidence } from '../../../envelope/evidence/zip.ts';
import type { TrustStore } from '../../../envelope/x509/chain.ts';
import type { EvidenceBuilder } from '../core/keeping/exporting.ts';

/** Anchors of both kinds go in: the seal is judged by the operator's, the signature by those of cards. */
export function createEvidenceBuilder(trust: {
  readonly cards: () => TrustStore;
  readonly operator: () => TrustStore;
}): EvidenceBuilder {
  return ({ message, seal, signature, events, sealedAt }) => {
    const cards = trust.cards();
    const anchors = new Map([...cards.anchors, ...trust.operator().anchors].map((der) => [hexOf(der), der]));
    const files = evidenceFiles({
      message,
      seal,
      signature,
      events,
      log: null,
      trust: { ...cards, anchors: [...anchors.values()] },
    });
    return zipOfEvidence(files, sealedAt);
  };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
