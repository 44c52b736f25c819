/** Where delegations are kept, as the services see it. */
import type { DelegationScope, DelegationState } from '../../../contract/model/delegation.ts';
import type { DelegationAct } from './mail.ts';

/** A delegation as stored. */
export interface StoredDelegation {
  readonly id: string;
  readonly ownerId: string;
  readonly delegateId: string;
  /** Complete: with all that each of them needs. */
  readonly scopes: readonly DelegationScope[];
  readonly from: Date;
  readonly until: Date;
  readonly reason: string;
  readonly state: DelegationState;
  readonly grantedAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** Account of the side that ended it. */
  readonly endedBy: string | null;
}

/** A step of a delegation, written with the mail that tells the other side. */
export interface DelegationStep {
  readonly id: string;
  /** States that it may be in before; in any other, nothing changes. */
  readonly before: readonly DelegationState[];
  readonly state: Exclude<DelegationState, 'offered'>;
  readonly at: Date;
  /** Who makes it. */
  readonly by: string;
  readonly notify: DelegationNotice;
}

/** Whom to tell of what was done. */
export interface DelegationNotice {
  readonly accountId: string;
  readonly act: DelegationAct;
}

export interface DelegationStore {
  /** Adds a delegation, or changes nothing where there is one of that id. */
  add(delegation: StoredDelegation, notify: DelegationNotice): Promise<void>;
  find(id: string): Promise<StoredDelegation | null>;
  /** Makes a step if it is in one of the states before; gives it as it stands then. */
  step(step: DelegationStep): Promise<StoredDelegation | null>;
  /** Accepted ones from an owner to a delegate that are not over at `at`. */
  accepted(ownerId: string, delegateId: string, at: Date): Promise<readonly StoredDelegation[]>;
  /** All that there ever were from an owner to a delegate. */
  between(ownerId: string, delegateId: string): Promise<readonly StoredDelegation[]>;
  /** Accepted ones to a delegate, from anybody, that are not over at `at`. */
  acceptedBy(delegateId: string, at: Date): Promise<readonly StoredDelegation[]>;
  /** Accepted ones from an owner, to anybody, that are not over at `at`. */
  acceptedFrom(ownerId: string, at: Date): Promise<readonly StoredDelegation[]>;
  given(ownerId: string, limit: number): Promise<readonly StoredDelegation[]>;
  received(delegateId: string, limit: number): Promise<readonly StoredDelegation[]>;
  /** How many an owner has granted since. */
  grantedSince(ownerId: string, since: Date): Promise<number>;
  /** Received envelopes of an account, sealed since where that is told, that nobody opened and whose content is there. */
  unopenedOf(accountId: string, since?: Date): Promise<number>;
}
