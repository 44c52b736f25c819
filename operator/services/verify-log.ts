/**
 * Recomputes the whole event log from its rows, chain and Merkle tree, and compares it with what was stored and signed.
 * Rows are read as a stream; what is kept of them is one hash a level.
 */
import { createHash } from 'node:crypto';
import { EnvelopeEvent, GENESIS_HASH } from '../../contract/model/event.ts';
import type { LogHead } from '../../contract/model/log.ts';
import { equalBytes, toBase64 } from '../../envelope/bytes.ts';
import { readCanonicalJson } from '../../envelope/canonical-json.ts';
import { readLogHead, verifyLogHead } from '../../envelope/evidence/log-head.ts';
import { GrowingTree, leafHash, type Subtree } from '../../envelope/evidence/merkle.ts';
import type { TrustStore } from '../../envelope/x509/chain.ts';
import type { KeptHead, LogRow, LogStore } from './ports/log.ts';

/**
 * What is wrong, and at which place of the sequence first:
 * - `removed`: the row of that place is gone.
 * - `reordered`: the row in that place is that of another one.
 * - `changed`: the row is not the one that was appended.
 * - `unlinked`: it does not hold the hash of the row before; one of the two is another.
 * - `tree`: the stored tree is not that of the rows up to here.
 * - `rewritten`: a row from that place up to `head` is not the one that the signed head of that size covers.
 */
export type LogFlaw = {
  readonly sound: false;
  readonly reason: 'removed' | 'reordered' | 'changed' | 'unlinked' | 'tree' | 'rewritten';
  readonly seq: number;
  /** Size of the head that shows it. */
  readonly head?: number;
};

/** A head that shows nothing: `other-log`, or why its signature does not hold. */
export type HeadFlaw = {
  readonly sound: false;
  readonly reason: 'head-invalid';
  readonly head: number;
  readonly detail: string;
};

export interface SoundLog {
  readonly sound: true;
  readonly events: number;
  /** Hash of the latest event, hexadecimal. */
  readonly head: string;
  /** Root of the tree over all events. */
  readonly rootHash: string;
  /** Signed heads that were checked. */
  readonly heads: number;
}

export type LogVerdict = SoundLog | LogFlaw | HeadFlaw;

/** What the log is held against. */
export interface LogStandard {
  readonly trust: TrustStore;
  /** Heads that somebody kept elsewhere: they show that a whole log was rewritten, with its own heads. */
  readonly outsideHeads?: readonly LogHead[];
}

/** Reads everything and stops at the first flaw. */
export async function verifyLog(log: LogStore, standard: LogStandard): Promise<LogVerdict> {
  const logId = await log.id();
  const heads = await openHeads(log, standard);
  const tree = new GrowingTree();
  let hash = GENESIS_HASH;
  let proven = 0;
  let checked = 0;
  for await (const row of log.rows()) {
    const seq = tree.size + 1;
    const flaw = rowFlaw(row, seq, hash) ?? (await treeFlaw(log, tree.append(leafHash(Buffer.from(row.bytes)))));
    if (flaw) return { sound: false, reason: flaw, seq };
    hash = row.hash;
    for (const head of await heads.of(seq)) {
      const problem = await headFlaw(head, { logId, rootHash: toBase64(tree.root()), proven }, standard.trust);
      if (problem) return problem;
      checked += 1;
      proven = seq;
    }
  }
  const events = tree.size;
  const longer = await heads.next();
  if (longer !== null) return { sound: false, reason: 'removed', seq: events + 1, head: longer };
  if ((await log.subtreeCount()) !== subtreesOf(events)) return { sound: false, reason: 'removed', seq: events + 1 };
  return { sound: true, events, head: hash, rootHash: toBase64(tree.root()), heads: checked };
}

function rowFlaw(row: LogRow, seq: number, previousHash: string): LogFlaw['reason'] | null {
  if (row.seq > seq) return 'removed';
  if (row.seq < seq) return 'reordered';
  const event = readCanonicalJson(EnvelopeEvent, row.bytes);
  if (event === null) return 'changed';
  if (event.seq !== seq) return 'reordered';
  const isFoundAs = event.envelopeId === row.envelopeId && event.kind === row.kind && event.recipient === row.recipient;
  if (!isFoundAs || createHash('sha256').update(row.bytes).digest('hex') !== row.hash) return 'changed';
  return event.previousHash === previousHash ? null : 'unlinked';
}

/** A leaf that is another than the stored one was changed; a node above it only shows that something was. */
async function treeFlaw(log: LogStore, completed: readonly Subtree[]): Promise<LogFlaw['reason'] | null> {
  for (const { level, index, hash } of completed) {
    const stored = await log.subtree(level, index);
    if (stored === null || !equalBytes(stored, hash)) return level === 0 && stored !== null ? 'changed' : 'tree';
  }
  return null;
}

interface Expected {
  readonly logId: string;
  readonly rootHash: string;
  /** Size of the last head that agreed. */
  readonly proven: number;
}

async function headFlaw(
  { treeSize, head }: KeptHead,
  expected: Expected,
  trust: TrustStore,
): Promise<LogFlaw | HeadFlaw | null> {
  const invalid = (detail: string): HeadFlaw => ({ sound: false, reason: 'head-invalid', head: treeSize, detail });
  const verdict = await verifyLogHead(head, trust);
  if (!verdict.ok) return invalid(verdict.reason);
  const { statement } = verdict;
  if (statement.treeSize !== treeSize) return invalid('malformed');
  if (statement.logId !== expected.logId) return invalid('other-log');
  if (statement.rootHash === expected.rootHash) return null;
  return { sound: false, reason: 'rewritten', seq: expected.proven + 1, head: treeSize };
}

interface HeadQueue {
  /** Heads of that size; sizes are asked for in order. */
  of(treeSize: number): Promise<KeptHead[]>;
  /** Size of the next head that was not asked for; null when there is none. */
  next(): Promise<number | null>;
}

/** The log's own heads as a stream, joined by those from outside. */
async function openHeads(log: LogStore, standard: LogStandard): Promise<HeadQueue> {
  const outside = (standard.outsideHeads ?? [])
    .map((head) => ({ treeSize: readLogHead(head)?.treeSize ?? 0, head }))
    .sort((a, b) => a.treeSize - b.treeSize);
  const kept = log.heads()[Symbol.asyncIterator]();
  let next = await kept.next();
  return {
    async of(treeSize) {
      const found: KeptHead[] = [];
      for (; !next.done && next.value.treeSize <= treeSize; next = await kept.next()) found.push(next.value);
      while (outside[0] && outside[0].treeSize <= treeSize) found.push(...outside.splice(0, 1));
      return found;
    },
    async next() {
      const sizes = [...(next.done ? [] : [next.value.treeSize]), ...outside.map((head) => head.treeSize)];
      return sizes.length === 0 ? null : Math.min(...sizes);
    },
  };
}

/** How many complete subtrees so many leaves have, themselves included. */
function subtreesOf(leaves: number): number {
  let count = 0;
  for (let width = leaves; width > 0; width = Math.floor(width / 2)) count += width;
  return count;
}
