/** Checks a retention report (JSON lines) with nothing but the authorities that the operator's seal rests on. */
import { EnvelopeEvent } from '../../contract/model/event.ts';
import { fromBase64 } from '../../envelope/bytes.ts';
import { readCanonicalJson } from '../../envelope/canonical-json.ts';
import { verifyLogHead } from '../../envelope/evidence/log-head.ts';
import type { TrustStore } from '../../envelope/x509/chain.ts';
import { provesInclusion } from './inclusion.ts';
import { type ErasedLine, type ReportEnd, ReportLine } from './retention-lines.ts';

/**
 * What is wrong with a line:
 * - `malformed`: not a line of a report, or not in its place.
 * - `head-invalid`: the head's signature or chain does not hold.
 * - `other-event`: the line says something else than the event of the log.
 * - `not-in-log`: the proof does not lead to the signed head.
 * - `order`: an event that comes twice or out of order, or not of the range.
 * - `remnant`: something was left of what was erased.
 * - `count`: the last line counts something else than there was.
 * - `cut`: the report has no last line.
 */
type Reason = 'malformed' | 'head-invalid' | 'other-event' | 'not-in-log' | 'order' | 'remnant' | 'count' | 'cut';

export type ReportVerdict =
  | { readonly sound: false; readonly line: number; readonly reason: Reason }
  | { readonly sound: true; readonly erased: number; readonly unproven: number; readonly logHead: SignedHead | null };

/** What the operator signed, and what all proofs of the report lead to. */
interface SignedHead {
  readonly logId: string;
  readonly treeSize: number;
  readonly rootHash: string;
  readonly timestamp: string;
}

interface Progress {
  readonly head: SignedHead | null;
  readonly from: string | null;
  readonly to: string | null;
  seq: number;
  erased: number;
  unproven: number;
}

/** Reads to the first flaw, or to the end. */
export async function verifyRetentionReport(
  lines: AsyncIterable<{ readonly number: number; readonly text: string }>,
  trust: TrustStore,
): Promise<ReportVerdict> {
  let progress: Progress | null = null;
  let [last, ended] = [0, false];
  for await (const { number, text } of lines) {
    const line = readLine(text);
    last = number;
    const flaw = (reason: Reason) => ({ sound: false, line: number, reason }) as const;
    if (line === null || ended) return flaw('malformed');
    if (line.type === 'report') {
      if (progress !== null) return flaw('malformed');
      const verdict = line.logHead && (await verifyLogHead(line.logHead, trust));
      if (verdict && !verdict.ok) return flaw('head-invalid');
      progress = { head: verdict?.statement ?? null, from: line.from, to: line.to, seq: 0, erased: 0, unproven: 0 };
    } else if (progress === null) {
      return flaw('malformed');
    } else {
      const reason = line.type === 'end' ? endFlaw(line, progress) : erasedFlaw(line, progress);
      if (reason) return flaw(reason);
      ended = line.type === 'end';
    }
  }
  if (!progress || !ended) return { sound: false, line: last + 1, reason: 'cut' };
  return { sound: true, erased: progress.erased, unproven: progress.unproven, logHead: progress.head };
}

function readLine(text: string): ReportLine | null {
  try {
    return ReportLine.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Counts the line when nothing is wrong with it. */
function erasedFlaw(line: ErasedLine, progress: Progress): Reason | null {
  const event = readCanonicalJson(EnvelopeEvent, line.event);
  const isItsEvent =
    event?.kind === 'expired' &&
    event.envelopeId === line.envelopeId &&
    event.evidenceSha256 === line.sha256 &&
    event.at === line.erasedAt &&
    event.seq === line.seq;
  if (!isItsEvent) return 'other-event';
  const isInRange = (progress.from ?? '') <= line.erasedAt && (progress.to === null || line.erasedAt < progress.to);
  if (line.seq <= progress.seq || !isInRange) return 'order';
  if (line.proof === null ? isCovered(line, progress.head) : !isProven(line, progress.head)) return 'not-in-log';
  if (line.left.length > 0) return 'remnant';
  progress.seq = line.seq;
  progress.erased += 1;
  if (line.proof === null) progress.unproven += 1;
  return null;
}

/** An event of before the head has its proof. */
function isCovered({ seq }: ErasedLine, head: SignedHead | null): boolean {
  return head !== null && seq <= head.treeSize;
}

function isProven({ seq, event, proof }: ErasedLine, head: SignedHead | null): boolean {
  if (!proof || !head || proof.leafIndex !== seq - 1 || proof.treeSize !== head.treeSize) return false;
  const root = fromBase64(head.rootHash);
  return root !== null && provesInclusion(proof, event, root);
}

function endFlaw(line: ReportEnd, progress: Progress): Reason | null {
  const isCounted = line.erased === progress.erased && line.unproven === progress.unproven && line.withRemnants === 0;
  return isCounted ? null : 'count';
}
