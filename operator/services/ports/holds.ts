/** Where holds are recorded, as the services see it: what keeps content from being erased, who wanted it, and why. */

/** What is held: one envelope, or all that an account sent and received, those to come included. */
export type HeldSubject = { readonly envelopeId: string } | { readonly accountId: string };

/** Placing or lifting, as it is recorded for ever. */
export interface HoldAct {
  readonly at: Date;
  /** As whoever acted gave their name. */
  readonly by: string;
  /** As the operating system knew them. */
  readonly osUser: string;
  readonly reason: string;
}

export interface Hold {
  readonly subject: HeldSubject;
  readonly placed: HoldAct;
  readonly lifted: HoldAct | null;
}

/** `erased`: its content is gone, or is being erased at this moment. */
export type PlaceOutcome = 'placed' | 'held-already' | 'unknown' | 'erased';

export interface HoldStore {
  /** Places a hold unless there is one; of an envelope, only while its content is there. */
  place(subject: HeldSubject, act: HoldAct): Promise<PlaceOutcome>;
  /** Lifts the hold of that very subject; false when there is none. */
  lift(subject: HeldSubject, act: HoldAct): Promise<boolean>;
  /** All holds ever placed, or those still open, oldest first. */
  list(which: 'all' | 'open'): Promise<readonly Hold[]>;
  /** Whether any hold keeps that envelope, its own or an account's. */
  isHeld(envelopeId: string): Promise<boolean>;
}
