/** The other nodes that serve beside this one, as far as it must know of them. */

/** What is told of what any node committed, this one too. */
export interface PeersHearer {
  changed(accountIds: Iterable<string>): void;
  sessionEnded(sessionId: string): void;
  delegationEnded(ownerId: string, delegateId: string): void;
  /** For a time nothing could be heard. */
  missed(): void;
}

export interface Peers {
  /** From now on tells of everything. */
  hear(hearer: PeersHearer): void;
  /** Does the work of a job unless another node does that job's now. Throws as the work does. */
  alone(job: string, work: () => Promise<unknown>): Promise<void>;
}
