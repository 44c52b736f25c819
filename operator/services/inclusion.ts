/** Proofs that events are in the log, as they travel. */
import type { InclusionProof } from '../../contract/model/log.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import type { LogStore } from './ports/log.ts';

/** Proof that the event with that place in the sequence (from 1) is among the first `treeSize`. */
export async function inclusionOf(log: LogStore, seq: number, treeSize: number): Promise<InclusionProof> {
  const leafIndex = seq - 1;
  return { leafIndex, treeSize, path: (await log.inclusion(leafIndex, treeSize)).map(toBase64) };
}
