/** The other nodes that serve beside this one, as far as it must know of them. */
import type { Signals } from '../signals.ts';

/** What is told of what any node committed, this one too. */
export type PeersHearer = Pick<Signals, 'changed' | 'sessionEnded' | 'delegationEnded' | 'missed'>;

export interface Peers {
  /** From now on tells of everything; `missed` after a time in which something may not have been heard. */
  hear(hearer: PeersHearer): void;
  /** Does the work of a job unless another node does that job's now. Throws as the work does. */
  alone(job: string, work: () => Promise<unknown>): Promise<void>;
}
