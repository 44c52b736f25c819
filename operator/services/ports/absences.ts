/** Where absences are kept, as the services see it. */

/** An absence as stored; what it says never changes. */
export interface StoredAbsence {
  readonly id: string;
  readonly ownerId: string;
  readonly from: Date;
  readonly until: Date;
  /** Empty once it was forgotten. */
  readonly text: string;
  /** Who was to act in the owner's name. */
  readonly delegateId: string | null;
  readonly statedAt: Date;
  /** When its owner ended it, or stated another. */
  readonly endedAt: Date | null;
}

/** What a sender was told about one recipient. */
export interface GivenAnswer {
  readonly absence: StoredAbsence;
  readonly recipient: string;
  readonly delegate: string | null;
}

export interface AbsenceStore {
  /** Keeps an absence and ends any other of that owner; one of that id changes nothing. */
  state(absence: StoredAbsence): Promise<void>;
  find(id: string): Promise<StoredAbsence | null>;
  /** The owner's absence that runs or is to come. */
  live(ownerId: string, at: Date): Promise<StoredAbsence | null>;
  /** Those of these owners that run. */
  running(ownerIds: readonly string[], at: Date): Promise<readonly StoredAbsence[]>;
  /** Ends what runs, and takes back what is to come. */
  end(ownerId: string, at: Date): Promise<void>;
  /** What was answered to the sender of an envelope. */
  givenFor(envelopeId: string): Promise<readonly GivenAnswer[]>;
  /** How many people were told of an absence. */
  answered(absenceId: string): Promise<number>;
  /** Forgets what absences said that were over before an instant. */
  forgetTexts(before: Date): Promise<void>;
}
