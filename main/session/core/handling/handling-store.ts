/** What is kept here of who handles what: told by the operator in the cache, and what waits to be told it in the journal. */
import type { WireError } from '../../../../contract/errors.ts';
import type { HandlingLine } from '../../../../contract/ipc/handling.contract.ts';
import type {
  HandlingEntry,
  HandlingEntryId,
  HandlingNote,
  HandlingStep,
  Holder,
} from '../../../../contract/model/handling.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';

/** Something that was done here and that the operator has not answered yet. */
export interface WaitingHandling {
  /** In the journal, by the order in which things were done. */
  readonly place: number;
  /** Of the entry, or of the note that is to be removed. */
  readonly id: HandlingEntryId;
  readonly envelopeId: EnvelopeId;
  readonly at: string;
  readonly act:
    | { readonly type: 'step'; readonly step: HandlingStep; readonly whom: Holder | null }
    | { readonly type: 'note'; readonly note: HandlingNote }
    /** Of a note, as it was shown before. */
    | { readonly type: 'removal'; readonly note: HandlingLine };
  /** The operator was told it, and may know of it though it has not answered. */
  readonly isTried: boolean;
  /** Why a note was not taken. */
  readonly refused: WireError | null;
}

export type NewHandling = Omit<WaitingHandling, 'place' | 'isTried' | 'refused'>;

/** Something that was done here and that was not taken, until whoever did it is told. */
export interface RefusedHandling {
  readonly place: number;
  readonly envelopeId: EnvelopeId;
  readonly what: 'step' | 'note' | 'removal';
  /** What was there before a step. */
  readonly latest: HandlingEntry | null;
  readonly error: WireError | null;
}

/** A line of something that was done here, and its place in the journal. */
export interface PlacedLine {
  readonly line: HandlingLine;
  readonly place: number;
}

/** In the journal. */
export interface HandlingJournal {
  /** In the order in which they were done. */
  handlingActs(): readonly WaitingHandling[];
  handlingActsOf(id: EnvelopeId): readonly WaitingHandling[];
  handlingAct(place: number): WaitingHandling | null;
  /** Answers them with their places. */
  addHandlingActs(acts: readonly NewHandling[]): readonly WaitingHandling[];
  /** Before the operator is told. */
  tryHandlingAct(place: number): void;
  refuseHandlingAct(place: number, why: WireError): void;
  removeHandlingAct(place: number): void;
  /** Oldest first. */
  handlingRefusals(): readonly RefusedHandling[];
  addHandlingRefusal(refusal: Omit<RefusedHandling, 'place'>): void;
  removeHandlingRefusals(places: readonly number[]): void;
}

/** In the cache; what waits stands after what was told. */
export interface HandlingCache {
  handlingThread(id: EnvelopeId): readonly HandlingLine[];
  /** The latest step that is known, what waits included; null for none. */
  latestHandling(id: EnvelopeId): HandlingLine | null;
  /** Whoever handles an envelope here or dealt with one, by the name of some such moment. */
  handlers(): readonly Holder[];
  /** A note whose removal waits stays as it is shown. */
  putHandling(entries: readonly HandlingEntry[]): void;
  /** Shows what waits, in the order in which it was done. */
  showHandling(lines: readonly PlacedLine[]): void;
  /** Forgets what was shown and is not so. */
  hideHandling(id: EnvelopeId, entryId: HandlingEntryId): void;
}
