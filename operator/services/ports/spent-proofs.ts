/** Proofs of possession that served, as the services see them. */

export interface SpentProofs {
  /** False when the proof served before, at any node. It is remembered until `until`, and need not be longer. */
  spend(proof: string, now: Date, until: Date): Promise<boolean>;
}
