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
    | { readonly type: 'removal' };
  /** Why a note was not taken. */
  readonly refused: WireError | null;
}

/** In the journal. */
export interface HandlingJournal {
  /** In the order in which they were done. */
  handlingActs(): readonly WaitingHandling[];
  addHandlingAct(waiting: Omit<WaitingHandling, 'place'>): void;
  refuseHandlingAct(place: number, why: WireError): void;
  removeHandlingAct(place: number): void;
}

/** In the cache; what waits stands after what was told. */
export interface HandlingCache {
  handlingThread(id: EnvelopeId): readonly HandlingLine[];
  /** The latest step that is known, what waits included; null for none. */
  latestHandling(id: EnvelopeId): HandlingLine | null;
  putHandling(entries: readonly HandlingEntry[]): void;
  /** Shows what waits. */
  showHandling(lines: readonly HandlingLine[]): void;
  /** Forgets what was shown and is not so. */
  hideHandling(id: EnvelopeId, entryId: HandlingEntryId): void;
}
