/** The event log as a whole, its Merkle tree (RFC 9162) and the heads that were signed, as the services see them. */
import type { LogHead } from '../../../contract/model/log.ts';

/** One row as it is kept: its bytes, and what is kept beside them for finding it. */
export interface LogRow {
  readonly seq: number;
  readonly envelopeId: string;
  readonly kind: string;
  readonly recipient: string | null;
  /** The event's canonical JSON: what the chain and the tree are made of. */
  readonly bytes: string;
  /** SHA-256 of `bytes`, hexadecimal. */
  readonly hash: string;
}

/** A head that was signed, by the number of events that it covers. */
export interface KeptHead {
  readonly treeSize: number;
  readonly head: LogHead;
}

export interface LogStore {
  /** Names the log, for as long as it lives. */
  id(): Promise<string>;
  /** How many events there are. */
  size(): Promise<number>;
  /** The rows in order, read piece by piece; those that are added meanwhile come too. */
  rows(): AsyncIterable<LogRow>;
  /** The rows that say that content was erased, in order, read piece by piece. */
  erasures(): AsyncIterable<LogRow>;
  /** Root over the first `size` events, from the stored tree. */
  root(size: number): Promise<Uint8Array>;
  /** Proof that the event of that place (from 0) is among the first `size`. */
  inclusion(leafIndex: number, size: number): Promise<readonly Uint8Array[]>;
  /** Proof that the first `first` events begin the first `second`. */
  consistency(first: number, second: number): Promise<readonly Uint8Array[]>;
  /** The stored hash of a complete subtree; null when there is none. */
  subtree(level: number, index: number): Promise<Uint8Array | null>;
  /** How many hashes the stored tree holds. */
  subtreeCount(): Promise<number>;
  /** Keeps a head for ever; the first one of its size stays, and is given back. */
  keepHead(kept: KeptHead): Promise<KeptHead>;
  latestHead(): Promise<KeptHead | null>;
  headOf(treeSize: number): Promise<KeptHead | null>;
  /** All heads by growing size, read piece by piece. */
  heads(): AsyncIterable<KeptHead>;
}
