/** Where refused deposits are recorded for ever, as the services see it. */

/** A deposit that was refused for what a scanner found in it. Never a file name or a word of content. */
export interface InfectedDeposit {
  readonly at: string;
  readonly accountId: string;
  readonly envelopeId: string;
  /** Of the whole message. */
  readonly sha256: string;
  readonly signature: string;
}

export interface InfectionStore {
  record(deposit: InfectedDeposit): Promise<void>;
  /** Those of an account, oldest first. */
  ofAccount(accountId: string): Promise<readonly InfectedDeposit[]>;
}
