/**
 * The Merkle tree of RFC 9162 §2.1 over SHA-256: heads, inclusion and consistency proofs, and their verification.
 *
 * Whoever makes a proof has the hashes of all complete subtrees at hand and reads O(log n) of them; whoever checks one
 * needs the leaf, the root and the proof alone. Indexes and sizes are numbers of leaves, below 2^53.
 */
import { createHash } from 'node:crypto';
import { equalBytes } from '../bytes.ts';

/** The hash of the complete subtree over the 2^`level` leaves from `index` * 2^`level` on; level 0 are the leaves. */
export type SubtreeReader = (level: number, index: number) => Uint8Array;

/** A complete subtree and its hash. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** Hash of a leaf (RFC 9162 §2.1.1); the first byte tells it from that of a node. */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return createHash('sha256').update(leafPrefix).update(leaf).digest();
}

/** Hash of a node over its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The subtrees that a new leaf completes, itself first: what has to be stored when it is appended. */
export function completedBy(index: number, leaf: Uint8Array, read: SubtreeReader): Subtree[] {
  const completed: Subtree[] = [{ level: 0, index, hash: leaf }];
  let [level, place, hash] = [0, index, leaf];
  while (isOdd(place)) {
    hash = nodeHash(read(level, place - 1), hash);
    place = half(place);
    level += 1;
    completed.push({ level, index: place, hash });
  }
  return completed;
}

/** Root over the first `size` leaves; that of none is the hash of nothing. */
export function rootHash(size: number, read: SubtreeReader): Uint8Array {
  return size === 0 ? createHash('sha256').digest() : rangeHash(0, size, read);
}

/** Hash over `size` leaves from `start` on, where `start` is a multiple of the power of two that `size` reaches. */
function rangeHash(start: number, size: number, read: SubtreeReader): Uint8Array {
  if (isPowerOfTwo(size)) return read(Math.log2(size), start / size);
  const left = splitOf(size);
  return nodeHash(rangeHash(start, left, read), rangeHash(start + left, size - left, read));
}

/** Proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1); `RangeError` when it is not. */
export function inclusionPath(index: number, size: number, read: SubtreeReader): Uint8Array[] {
  if (index < 0 || index >= size) throw new RangeError('no such leaf');
  const path: Uint8Array[] = [];
  let [start, width] = [0, size];
  while (width > 1) {
    const left = splitOf(width);
    if (index - start < left) {
      path.unshift(rangeHash(start + left, width - left, read));
      width = left;
    } else {
      path.unshift(rangeHash(start, left, read));
      start += left;
      width -= left;
    }
  }
  return path;
}

/** Proof that the tree of `first` leaves begins that of `second` (RFC 9162 §2.1.4.1); `RangeError` when it cannot. */
export function consistencyPath(first: number, second: number, read: SubtreeReader): Uint8Array[] {
  if (first < 1 || first > second) throw new RangeError('no such trees');
  const path: Uint8Array[] = [];
  let [start, width, known] = [0, second, true];
  while (start + width !== first) {
    const left = splitOf(width);
    if (first - start <= left) {
      path.unshift(rangeHash(start + left, width - left, read));
      width = left;
    } else {
      path.unshift(rangeHash(start, left, read));
      start += left;
      width -= left;
      known = false;
    }
  }
  // The old root itself is known to whoever checks; a part of it is not.
  return known ? path : [rangeHash(start, width, read), ...path];
}

/** A leaf's place and the proof for it, as they are to be checked. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether the proof shows that the leaf is in the tree with that root (RFC 9162 §2.1.3.2). */
export function isIncluded(claim: InclusionClaim): boolean {
  if (claim.index < 0 || claim.index >= claim.size) return false;
  let [place, last, hash] = [claim.index, claim.size - 1, claim.leafHash];
  for (const sibling of claim.path) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(place) && place > 0) [place, last] = [half(place), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && equalBytes(hash, claim.root);
}

/** Two roots and the proof between them, as they are to be checked. */
export interface ConsistencyClaim {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** Whether the proof shows that the first tree is the beginning of the second (RFC 9162 §2.1.4.2). */
export function isConsistent(claim: ConsistencyClaim): boolean {
  const { first, second, firstRoot, secondRoot } = claim;
  if (first < 1 || first > second) return false;
  if (first === second) return claim.path.length === 0 && equalBytes(firstRoot, secondRoot);
  const [seed, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...claim.path] : claim.path;
  if (seed === undefined) return false;
  let [place, last] = [first - 1, second - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [older, newer] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (!isOdd(place) && place > 0) [place, last] = [half(place), half(last)];
    } else {
      newer = nodeHash(newer, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && equalBytes(older, firstRoot) && equalBytes(newer, secondRoot);
}

/** Roots of a tree that grows leaf by leaf, with nothing kept but the complete subtrees that are not yet joined. */
export class GrowingTree {
  readonly #pending: Subtree[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf; gives the subtrees that it completes, itself first. */
  append(leaf: Uint8Array): Subtree[] {
    const completed = completedBy(this.#size, leaf, () => {
      const left = this.#pending.pop();
      if (left === undefined) throw new Error('a left sibling is always pending');
      return left.hash;
    });
    this.#pending.push(...completed.slice(-1));
    this.#size += 1;
    return completed;
  }

  /** Root over all leaves so far. */
  root(): Uint8Array {
    if (this.#size === 0) return createHash('sha256').digest();
    return this.#pending.map((subtree) => subtree.hash).reduceRight((right, left) => nodeHash(left, right));
  }
}

/** The largest power of two below `size`: how many leaves go to the left. */
function splitOf(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

const isPowerOfTwo = (n: number): boolean => n === 1 || splitOf(n) * 2 === n;

const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);
