/**
 * What the journal notes of how drafts stand with the other workstations. Every change of a draft counts here in the same
 * transaction, so that a kill forgets none.
 */
import type { DraftId } from '../../../../contract/model/ids.ts';
import type {
  CopyOrigin,
  DraftHead,
  DraftRemoval,
  DraftVersion,
  SharedAttachment,
} from '../../../../contract/model/shared-draft.ts';
import type { StoredDraft } from '../stored-draft.ts';

/** Why a draft is not with the other workstations as it is here. */
export type OnlyHere = 'too-large' | 'too-many' | 'refused';

export interface DraftStanding {
  readonly id: DraftId;
  /** The operator's version that the draft here goes on from; null for one that it does not know. */
  readonly seen: DraftVersion | null;
  /** Versions that were sent and not heard of: one of them may be the operator's. `edits` as they were then. */
  readonly sent: readonly { readonly version: DraftVersion; readonly edits: number }[];
  /** Changes made here, and how many of them the operator has. */
  readonly edits: number;
  readonly told: number;
  /** It left or was discarded here; the operator is to hear of it. */
  readonly removal: DraftRemoval | null;
  /** What the operator has, as far as was heard. */
  readonly head: DraftHead | null;
  /** How many times another workstation's words took the place of those here. */
  readonly edition: number;
  /** Files of it that other workstations hold. */
  readonly elsewhere: readonly SharedAttachment[];
  readonly copyOf: CopyOrigin | null;
  /** Refused as it was after so many edits. */
  readonly onlyHere: { readonly why: OnlyHere; readonly edits: number } | null;
}

export interface DraftSharingStore {
  find(id: DraftId): DraftStanding | null;
  list(): readonly DraftStanding[];
  /** What the operator has now. One of our own that was not heard of is heard of by this. */
  noteHeads(heads: readonly DraftHead[]): void;
  /** A version is about to be sent, with the draft as it is after `edits`. */
  noteSent(id: DraftId, version: DraftVersion, edits: number): void;
  /** The operator took a version that holds `told` of the edits. */
  noteHeard(id: DraftId, head: DraftHead, told: number): void;
  /** The operator has nothing any more of what it told: what is here, or that it is gone from here, is told anew. */
  noteUnknown(told: DraftHead): void;
  noteOnlyHere(id: DraftId, why: OnlyHere, edits: number): void;
  /** Those that are only here for such a reason are told again. */
  offerAgain(reasons: readonly OnlyHere[]): void;
  /** Takes a file that is elsewhere off a draft; false when there is none of that id. */
  removeElsewhere(id: DraftId, attachmentId: string): boolean;
  /** Nothing is to be told of it any more. */
  forget(id: DraftId): void;
  /**
   * The operator's version takes the place of the draft here, or begins it; what was written here meanwhile becomes `copy`.
   * `held` are the attachments here that it still has. Answers the files to remove.
   */
  take(taken: {
    readonly draft: Omit<StoredDraft, 'attachments'>;
    readonly head: DraftHead;
    readonly held: ReadonlySet<string>;
    readonly elsewhere: readonly SharedAttachment[];
    readonly copyOf: CopyOrigin | null;
    readonly copy: SharedCopy | null;
  }): readonly string[];
  /** The draft goes on under another id, which is one for the operator that it does not know yet. */
  moveAside(id: DraftId, copyId: DraftId, copyOf: CopyOrigin): void;
  /** A draft beside another, which stays as it is. */
  keepCopy(copy: SharedCopy): void;
  /** It left or was discarded elsewhere, and nothing was written here since. Answers the files to remove. */
  drop(id: DraftId): readonly string[];
}

/** A draft made of words that would be lost else. */
export interface SharedCopy {
  readonly draft: StoredDraft;
  readonly elsewhere: readonly SharedAttachment[];
  readonly copyOf: CopyOrigin;
}

/** The edition of a draft; that of one that nobody else has changed is the first. */
export function editionOf(standing: DraftStanding | null): number {
  return standing?.edition ?? 0;
}

/** Whether something was written here that the operator does not have. */
export function isEdited({ edits, told }: Pick<DraftStanding, 'edits' | 'told'>): boolean {
  return edits > told;
}
