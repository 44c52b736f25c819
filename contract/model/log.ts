/** The event log as a Merkle tree (RFC 9162): what the operator states of it, and the proofs that go with it. */
import { z } from 'zod';
import { Base64, Instant } from './ids.ts';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** A hash of the tree: SHA-256 in base64, as RFC 9162 writes them. */
export const TreeHash = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/);

/** Hashes of an inclusion or consistency proof; a tree of 2^53 events has none longer. */
const TreePath = z.array(TreeHash).max(64);

/** What a signed tree head (RFC 9162 §4.10) states. Signed as its RFC 8785 canonical JSON. */
export const LogHeadStatement = z
  .object({
    version: z.literal(1),
    /** Names the log, for as long as it lives. */
    logId: z.uuid(),
    /** How many events it held. */
    treeSize: count.positive(),
    rootHash: TreeHash,
    timestamp: Instant,
  })
  .strict();
export type LogHeadStatement = z.infer<typeof LogHeadStatement>;

/** A signed tree head as it travels and is kept. */
export const LogHead = z.object({
  /** The exact canonical JSON text that was signed. */
  statement: z.string().max(1_000),
  /** CMS SignedData (RFC 5652), detached, by the operator's seal key, with its certificates. */
  signature: Base64,
});
export type LogHead = z.infer<typeof LogHead>;

/** That one event is in the log of a head (RFC 9162 §2.1.3). The leaf is the event's canonical JSON. */
export const InclusionProof = z.object({ leafIndex: count, treeSize: count.positive(), path: TreePath });
export type InclusionProof = z.infer<typeof InclusionProof>;

/** That the log of `first` events is the beginning of that of `second` events (RFC 9162 §2.1.4). */
export const ConsistencyProof = z.object({ first: count.positive(), second: count.positive(), path: TreePath });
export type ConsistencyProof = z.infer<typeof ConsistencyProof>;
