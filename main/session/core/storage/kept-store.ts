/** What the rules of storage ask of the cache: which bytes are here, what they weigh, and letting them go. */

import type { EnvelopeRow } from '../../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';

/** Messages, and what their bytes weigh. */
export interface Weight {
  readonly count: number;
  readonly sizeBytes: number;
}

/** Which bytes may go: only what the operator still gives, and what the archive is not about to take. */
export interface ReleaseChoice {
  /** Those sealed before this instant, epoch ms; or exactly these. */
  readonly before: number | readonly EnvelopeId[];
  /** The operator's time, epoch ms. */
  readonly now: number;
  /** These stay. */
  readonly spared: readonly EnvelopeId[];
}

export interface Released {
  readonly ids: readonly EnvelopeId[];
  readonly freedBlobs: readonly string[];
  readonly sizeBytes: number;
}

/** A part of the cache's file that can be weighed by itself. */
export const measuredParts = ['words', 'letters', 'inside', 'ahead'] as const;
export type MeasuredPart = (typeof measuredParts)[number];

export interface KeptStore {
  /** Bytes that `release` would let go. */
  releasable(choice: ReleaseChoice): Weight;
  /**
   * Lets the bytes of at most `limit` messages go, oldest first: their text and what is searched of them stay. `byHand`
   * ones do not come back by themselves until `followRule`. Answers none when nothing is left to go.
   */
  release(choice: ReleaseChoice, limit: number, byHand: boolean): Released;
  /** What was let go by hand comes back if the rule says so. */
  followRule(): void;
  /** Bytes that are not here, of messages sealed at or after this instant; those let go by hand too. */
  absent(keptFrom: number): Weight;
  /** Bytes of all messages that are here: those of attachments, as they stand in the messages, and those inside the database. */
  keptBytes(): { readonly sizeBytes: number; readonly attachmentBytes: number; readonly inlineBytes: number };
  /** What is here by age of sealing: the weight at or after each of these instants, epoch ms, and after none. */
  keptSince(instants: readonly number[]): readonly Weight[];
  /** What is here by where it was filed, and by box where it was not. */
  keptByPlace(): readonly (Weight & Pick<EnvelopeRow, 'place' | 'box'>)[];
  /** The largest, largest first. */
  largest(limit: number): readonly { readonly row: EnvelopeRow; readonly sizeBytes: number }[];
  /** Files of the messages that are here, and of those that were only begun. */
  blobIds(): readonly string[];
  /** Weighs one slice of a part, from `after` on; `next` is null at the end. */
  measure(
    part: MeasuredPart,
    after: number,
    limit: number,
  ): { readonly sizeBytes: number; readonly next: number | null };
}
