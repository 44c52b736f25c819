import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  consistencyPath,
  GrowingTree,
  inclusionPath,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  rootHash,
} from '../../envelope/evidence/merkle.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The leaves of the vectors that Certificate Transparency's own programs are tested with (RFC 6962). */
const vectorLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => Buffer.from(text, 'hex'));

const vectorRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** A tree with all its complete subtrees at hand, as the operator keeps them. */
function treeOf(leaves: readonly Uint8Array[]) {
  const growing = new GrowingTree();
  const subtrees = new Map<string, Uint8Array>();
  const roots = [growing.root()];
  for (const leaf of leaves) {
    for (const { level, index, hash } of growing.append(leafHash(leaf))) subtrees.set(`${level}:${index}`, hash);
    roots.push(growing.root());
  }
  let reads = 0;
  const read = (level: number, index: number): Uint8Array => {
    const hash = subtrees.get(`${level}:${index}`);
    if (!hash) throw new Error(`not complete: ${level}:${index}`);
    reads += 1;
    return hash;
  };
  const readsOf = (work: () => unknown): number => {
    reads = 0;
    work();
    return reads;
  };
  return { read, roots, readsOf };
}

/** RFC 9162 §2.1.1 word by word, from all leaves at once: the other opinion. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return leafHash(only);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

const MANY = 64;
const many = Array.from({ length: MANY }, (_, index) => Buffer.from(`leaf ${index}`));

describe('a Merkle tree', () => {
  it('has the roots of the published vectors, for 0 to 8 leaves', () => {
    const { read, roots } = treeOf(vectorLeaves);
    expect(roots.map(hex)).toEqual(vectorRoots);
    expect(vectorRoots.map((_, size) => hex(rootHash(size, read)))).toEqual(vectorRoots);
  });

  it('gives the published proofs', () => {
    const { read } = treeOf(vectorLeaves);
    expect(inclusionPath(0, 8, read).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(inclusionPath(5, 8, read).map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(inclusionPath(2, 3, read).map(hex)).toEqual([
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ]);
    expect(consistencyPath(1, 1, read)).toEqual([]);
    expect(consistencyPath(6, 8, read).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistencyPath(2, 5, read).map(hex)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('of every size up to 64 has the root that the definition gives', () => {
    const { read, roots } = treeOf(many);
    for (let size = 0; size <= MANY; size += 1) {
      expect(hex(rootHash(size, read))).toBe(hex(definedRoot(many.slice(0, size))));
      expect(hex(roots[size] as Uint8Array)).toBe(hex(rootHash(size, read)));
    }
  });

  it('has no proof for what is not in it', () => {
    const { read } = treeOf(many);
    for (const [index, size] of [
      [3, 3],
      [-1, 3],
      [0, 0],
    ] as const) {
      expect(() => inclusionPath(index, size, read)).toThrow(RangeError);
    }
    for (const [first, second] of [
      [0, 3],
      [4, 3],
    ] as const) {
      expect(() => consistencyPath(first, second, read)).toThrow(RangeError);
    }
  });
});

describe('an inclusion proof', () => {
  const { read, roots, readsOf } = treeOf(many);
  const claim = (index: number, size: number) => ({
    leafHash: leafHash(many[index] as Buffer),
    index,
    size,
    path: inclusionPath(index, size, read),
    root: roots[size] as Uint8Array,
  });

  it('holds for every leaf of every size, in logarithmic length and work', () => {
    for (let size = 1; size <= MANY; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const one = claim(index, size);
        expect(isIncluded(one), `${index} of ${size}`).toBe(true);
        expect(one.path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        expect(readsOf(() => inclusionPath(index, size, read))).toBeLessThanOrEqual(2 * Math.log2(size) + 1);
      }
    }
  });

  it('holds for no other leaf, place, root or path', () => {
    for (const [index, size] of [
      [0, 1],
      [4, 7],
      [6, 7],
      [63, 64],
      [40, 41],
    ] as const) {
      const one = claim(index, size);
      const other = (index + 1) % MANY;
      const wrong = [
        { ...one, leafHash: leafHash(many[other] as Buffer) },
        { ...one, index: index === 0 ? 1 : index - 1 },
        { ...one, index: size },
        { ...one, index: -1 },
        { ...one, root: roots[size === MANY ? 1 : size + 1] as Uint8Array },
        { ...one, path: [...one.path, one.root] },
        { ...one, path: one.path.length > 0 ? one.path.slice(1) : [one.root] },
        { ...one, path: one.path.length > 0 ? one.path.slice(0, -1) : [one.root] },
      ];
      for (const claimed of wrong) expect(isIncluded(claimed)).toBe(false);
    }
  });

  it('does not take a node for a leaf', () => {
    const children = [leafHash(many[0] as Buffer), leafHash(many[1] as Buffer)];
    const forged = { leafHash: leafHash(Buffer.concat(children)), index: 0, size: 1, path: [] };
    expect(isIncluded({ ...forged, root: roots[2] as Uint8Array })).toBe(false);
  });
});

describe('a consistency proof', () => {
  const { read, roots, readsOf } = treeOf(many);
  const claim = (first: number, second: number) => ({
    first,
    second,
    firstRoot: roots[first] as Uint8Array,
    secondRoot: roots[second] as Uint8Array,
    path: consistencyPath(first, second, read),
  });

  it('holds between every two sizes, in logarithmic length and work', () => {
    for (let second = 1; second <= MANY; second += 1) {
      for (let first = 1; first <= second; first += 1) {
        const one = claim(first, second);
        expect(isConsistent(one), `${first} to ${second}`).toBe(true);
        expect(one.path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(second)) + 1);
        expect(readsOf(() => consistencyPath(first, second, read))).toBeLessThanOrEqual(2 * Math.log2(second) + 2);
      }
    }
  });

  it('fails when any earlier leaf is another one, whatever path is offered', () => {
    const rewritten = treeOf(many.map((leaf, index) => (index === 2 ? Buffer.from('rewritten') : leaf)));
    for (let first = 3; first < MANY; first += 1) {
      for (const path of [consistencyPath(first, MANY, read), consistencyPath(first, MANY, rewritten.read)]) {
        const secondRoot = rewritten.roots[MANY] as Uint8Array;
        expect(isConsistent({ ...claim(first, MANY), secondRoot, path })).toBe(false);
      }
    }
  });

  it('fails for other sizes, roots and paths', () => {
    for (const [first, second] of [
      [1, 2],
      [4, 8],
      [3, 7],
      [6, 8],
      [33, 64],
    ] as const) {
      const one = claim(first, second);
      const wrong = [
        { ...one, first: 0 },
        { ...one, first: second + 1 },
        { ...one, first: second },
        { ...one, firstRoot: roots[first - 1] as Uint8Array },
        { ...one, secondRoot: roots[second - 1] as Uint8Array },
        { ...one, path: one.path.slice(1) },
        { ...one, path: one.path.slice(0, -1) },
        { ...one, path: [...one.path, one.firstRoot] },
        { ...one, path: [] },
      ];
      for (const claimed of wrong) expect(isConsistent(claimed)).toBe(false);
    }
    expect(isConsistent({ ...claim(5, 5), path: [roots[5] as Uint8Array] })).toBe(false);
  });
});
