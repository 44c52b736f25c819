/** Where the links of recipients without an account are kept, as the services see it. Secrets only as their hashes. */

/** What a link is for: one envelope, as one of its recipients. */
export interface Invitation {
  readonly envelopeId: string;
  readonly address: string;
}

export interface InvitationStore {
  /** Keeps a link; the former one of the same recipient of the same envelope opens nothing any more. */
  put(invitation: Invitation, tokenHash: string): Promise<void>;
  /** What a link is for, or null. */
  find(tokenHash: string): Promise<Invitation | null>;
  /** Begins a reading, and forgets those that nobody used since `idleSince`. */
  begin(tokenHash: string, invitation: Invitation, at: Date, idleSince: Date): Promise<void>;
  /** The reading that goes on, used again `at`; null when there is none, or nobody used it since `idleSince`. */
  use(tokenHash: string, at: Date, idleSince: Date): Promise<Invitation | null>;
  end(tokenHash: string): Promise<void>;
  /** Envelopes by which that recipient answered, without an account; oldest first. */
  answers(invitation: Invitation): Promise<readonly string[]>;
}
