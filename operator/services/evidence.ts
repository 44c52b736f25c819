/** What the operator gives as the evidence of one envelope. */
import type { Readable } from 'node:stream';
import { AppError } from '../../contract/errors.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { equalBytes } from '../../envelope/bytes.ts';
import { evidenceFiles, type LogEvidence } from '../../envelope/evidence/package.ts';
import { zipOfEvidence } from '../../envelope/evidence/zip.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import type { TrustStore } from '../../envelope/x509/chain.ts';
import { type DeliveryParts, openMessage, type ReadableMessage, recordDelivery } from './delivery.ts';
import { inclusionOf } from './inclusion.ts';
import type { LogHeads } from './log-heads.ts';
import type { EnvelopeStore } from './ports/envelopes.ts';
import type { LogStore } from './ports/log.ts';
import type { Caller } from './sessions.ts';
import type { Trust } from './trust.ts';

export interface EvidenceParts extends DeliveryParts {
  readonly trust: Trust;
  readonly log: LogStore;
  readonly logHeads: LogHeads;
}

/** Message, seal, timestamps, events, their place in the signed log and certificates, with the commands that check them. */
export async function evidenceZip(parts: EvidenceParts, caller: Caller, envelopeId: string): Promise<Readable> {
  const message = await openMessage(parts, caller, envelopeId);
  await recordDelivery(parts, caller, message.envelope);
  return evidenceOf(parts, message);
}

/** The evidence of a message, for whoever was found to have rights on it. */
export async function evidenceOf(
  parts: Pick<EvidenceParts, 'envelopes' | 'log' | 'logHeads' | 'trust'>,
  message: ReadableMessage,
): Promise<Readable> {
  const { envelope } = message;
  const read = () => message.read(0, envelope.sizeBytes);
  const signature = envelope.signed ? ((await parseMessage(read())).signed?.signature ?? null) : null;
  const events = await parts.envelopes.events(envelope.id);
  const files = evidenceFiles({
    message: read(),
    seal: envelope.seal,
    signature,
    events,
    log: await logEvidence(parts, events),
    trust: await trustAtSealing(parts.envelopes, parts.trust.current(), envelope.id),
  });
  return zipOfEvidence(files, new Date(envelope.sealedAt));
}

/** Null without events, and while no head can be signed: what was sealed is proven all the same. */
async function logEvidence(
  parts: Pick<EvidenceParts, 'log' | 'logHeads'>,
  events: readonly EnvelopeEvent[],
): Promise<LogEvidence | null> {
  const last = events.at(-1);
  if (!last) return null;
  try {
    const { treeSize, head } = await parts.logHeads.covering(last.seq);
    return { head, proofs: await Promise.all(events.map(({ seq }) => inclusionOf(parts.log, seq, treeSize))) };
  } catch (error) {
    if (error instanceof AppError && error.is('operator.unavailable')) return null;
    throw error;
  }
}

/** Certificates and lists as they were checked at sealing; the anchors are the operator's. */
async function trustAtSealing(envelopes: EnvelopeStore, current: TrustStore, envelopeId: string): Promise<TrustStore> {
  const kept = await envelopes.validation(envelopeId);
  const of = (kind: string) => kept.filter((object) => object.kind === kind).map((object) => object.der);
  const isAnchor = (der: Uint8Array) => current.anchors.some((anchor) => equalBytes(anchor, der));
  return {
    anchors: current.anchors,
    intermediates: of('certificate').filter((der) => !isAnchor(der)),
    crls: [...of('crl'), ...current.crls],
  };
}
