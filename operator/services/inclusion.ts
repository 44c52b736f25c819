/** Proofs that events are in the log, as they travel. */
import type { InclusionProof } from '../../contract/model/log.ts';
import { fromBase64, toBase64 } from '../../envelope/bytes.ts';
import { isIncluded, leafHash } from '../../envelope/evidence/merkle.ts';
import type { LogStore } from './ports/log.ts';

/** Proof that the event with that place in the sequence (from 1) is among the first `treeSize`. */
export async function inclusionOf(log: LogStore, seq: number, treeSize: number): Promise<InclusionProof> {
  const leafIndex = seq - 1;
  return { leafIndex, treeSize, path: (await log.inclusion(leafIndex, treeSize)).map(toBase64) };
}

/** Whether the proof leads from that event, in canonical JSON, to that root. */
export function provesInclusion(
  { leafIndex, treeSize, path }: InclusionProof,
  event: string,
  root: Uint8Array,
): boolean {
  const hashes = path.map(fromBase64).filter((hash) => hash !== null);
  const claim = { leafHash: leafHash(Buffer.from(event)), index: leafIndex, size: treeSize, path: hashes, root };
  return hashes.length === path.length && isIncluded(claim);
}
