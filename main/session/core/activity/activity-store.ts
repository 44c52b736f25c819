/** What the account's activity asks of the cache. */
import type { ActivityRow } from '../../../../contract/ipc/activity.contract.ts';
import type { EventKind } from '../../../../contract/model/event.ts';

/** Which events are asked for. */
export interface ActivityFilter {
  /** Folded beginnings of words, which must all be found: in names and addresses, and in titles when they are told. */
  readonly words: readonly string[];
  /** None means all of them. */
  readonly kinds: readonly EventKind[];
  readonly withSubjects: boolean;
}

/** The place of an event in the order of time. */
export interface ActivityPlace {
  readonly at: string;
  readonly seq: number;
}

export interface ActivityStore {
  /** Newest first, from a position on. */
  activity(filter: ActivityFilter, page: { readonly offset: number; readonly limit: number }): readonly ActivityRow[];
  /** Newest first, those before a place: what arrives meanwhile moves nothing. */
  activityBefore(filter: ActivityFilter, place: ActivityPlace | null, limit: number): readonly ActivityRow[];
  countActivity(filter: ActivityFilter): number;
}
