/**
 * Proves what was erased: for each envelope the event that says so, its place in the signed log, and that key, blobs,
 * segments and title are really absent, which is looked up and not concluded. One line at a time is in memory.
 */
import { createHash } from 'node:crypto';
import { EnvelopeEvent } from '../../contract/model/event.ts';
import type { InclusionProof } from '../../contract/model/log.ts';
import { fromBase64 } from '../../envelope/bytes.ts';
import { readCanonicalJson } from '../../envelope/canonical-json.ts';
import { verifyLogHead } from '../../envelope/evidence/log-head.ts';
import type { TrustStore } from '../../envelope/x509/chain.ts';
import { inclusionOf, provesInclusion } from './inclusion.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { KeptHead, LogRow, LogStore } from './ports/log.ts';
import type { UploadStore } from './ports/uploads.ts';
import type { ErasedLine, Remnant, ReportLine } from './retention-lines.ts';

export interface ReportParts {
  readonly log: LogStore;
  readonly envelopes: EnvelopeStore;
  readonly uploads: UploadStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly trust: TrustStore;
  readonly operatorName: string;
}

/** Erasures from `from` on and before `to`; null: all. */
export interface ReportRange {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Throws when the log itself does not hold: `verify-log` then says where it breaks. */
export async function* retentionReport(
  parts: ReportParts,
  { from, to }: ReportRange,
  now: Date,
): AsyncGenerator<ReportLine> {
  const latest = await parts.log.latestHead();
  const root = latest && (await rootOf(latest, parts.trust));
  const range = { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
  yield {
    type: 'report',
    version: 1,
    operator: parts.operatorName,
    madeAt: now.toISOString(),
    ...range,
    logHead: latest?.head ?? null,
  };
  const counts = { erased: 0, unproven: 0, withRemnants: 0 };
  for await (const row of parts.log.erasures()) {
    const event = readEvent(row);
    if ((range.from !== null && event.at < range.from) || (range.to !== null && event.at >= range.to)) continue;
    const proof = latest && root && row.seq <= latest.treeSize ? await proofOf(parts.log, row, latest, root) : null;
    const line = await erasedLine(parts, event, row.bytes, proof);
    counts.erased += 1;
    if (proof === null) counts.unproven += 1;
    if (line.left.length > 0) counts.withRemnants += 1;
    yield line;
  }
  yield { type: 'end', ...counts, ...(await parts.envelopes.pastDue(now)) };
}

async function rootOf({ head, treeSize }: KeptHead, trust: TrustStore): Promise<Uint8Array> {
  const verdict = await verifyLogHead(head, trust);
  if (!verdict.ok) throw new Error(`the head of ${treeSize} events does not hold: ${verdict.reason}`);
  const root = fromBase64(verdict.statement.rootHash);
  if (root === null || verdict.statement.treeSize !== treeSize) throw new Error(`the head of ${treeSize} is another's`);
  return root;
}

function readEvent(row: LogRow): EnvelopeEvent {
  const event = readCanonicalJson(EnvelopeEvent, row.bytes);
  const isRow = event?.seq === row.seq && event.envelopeId === row.envelopeId && event.kind === row.kind;
  if (!isRow || createHash('sha256').update(row.bytes).digest('hex') !== row.hash) throw brokenAt(row.seq);
  return event;
}

async function proofOf(log: LogStore, row: LogRow, head: KeptHead, root: Uint8Array): Promise<InclusionProof> {
  const proof = await inclusionOf(log, row.seq, head.treeSize);
  if (!provesInclusion(proof, row.bytes, root)) throw brokenAt(row.seq);
  return proof;
}

function brokenAt(seq: number): Error {
  return new Error(`the event log breaks at ${seq}; verify-log says more`);
}

async function erasedLine(
  parts: ReportParts,
  { seq, envelopeId, at: erasedAt }: EnvelopeEvent,
  event: string,
  proof: InclusionProof | null,
): Promise<ErasedLine> {
  const envelope = await parts.envelopes.find(envelopeId);
  if (!envelope) throw new Error(`the envelope of event ${seq} is not there`);
  const { sha256, depositedAt, sealedAt, expiresAt } = envelope;
  const times = { depositedAt, sealedAt, expiresAt, erasedAt };
  return { type: 'erased', envelopeId, sha256, ...times, seq, event, proof, left: await remnantsOf(parts, envelope) };
}

async function remnantsOf(parts: ReportParts, { contentId, metadata }: StoredEnvelope): Promise<Remnant[]> {
  const left: Record<Remnant, boolean> = {
    key: await parts.vault.has(contentId),
    blobs: await parts.blobs.has(contentId),
    segments: (await parts.uploads.segments(contentId)).length > 0,
    title: metadata !== null,
  };
  return (Object.keys(left) as Remnant[]).filter((remnant) => left[remnant]);
}
