/** Where it is kept who handles what in a mailbox, as the services see it; what notes say is encrypted. */
import type { HandlingKind } from '../../../contract/model/handling.ts';

/** Somebody, by account and the name of that moment. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** An entry before it has its place. */
export interface HandlingDraft {
  readonly id: string;
  readonly mailboxId: string;
  readonly envelopeId: string;
  readonly kind: HandlingKind;
  /** Null for the operator. */
  readonly by: Named | null;
  readonly whom: Named | null;
  readonly at: string;
  /** Of a note, encrypted under the key of the envelope's content. */
  readonly words: Uint8Array | null;
}

export interface StoredHandling extends HandlingDraft {
  /** Among those of its envelope in this mailbox. */
  readonly number: number;
  /** Among the steps of its envelope in this mailbox; null for a note. */
  readonly step: number | null;
  readonly removed: { readonly by: Named; readonly at: string } | null;
}

/** An entry in the order of its mailbox's changes. */
export interface PlacedHandling extends StoredHandling {
  readonly position: number;
  /** Content of the envelope, whose key opens the words. */
  readonly contentId: string;
}

/** What became of a step: the latest one after it; none where it was the first and another had been seen. */
export type StepOutcome =
  | { readonly outcome: 'kept'; readonly latest: StoredHandling }
  | { readonly outcome: 'unseen'; readonly latest: StoredHandling | null }
  | { readonly outcome: 'too-many' | 'closed' | 'id-taken' };

export type NoteOutcome =
  | { readonly outcome: 'kept'; readonly note: StoredHandling }
  | { readonly outcome: 'too-many' | 'closed' | 'id-taken' };

export interface HandlingStore {
  /**
   * Writes a step where the latest one is `seen` (null: there is none), else `unseen` and nothing; one whose id is there
   * already is `kept` as it was. `too-many` beyond so many steps of the envelope, `closed` where the mailbox's account is,
   * `id-taken` where a note has that id.
   */
  step(step: HandlingDraft, seen: string | null, most: number): Promise<StepOutcome>;
  note(note: HandlingDraft, most: number): Promise<NoteOutcome>;
  find(mailboxId: string, envelopeId: string, id: string): Promise<StoredHandling | null>;
  /** Removes the words of a note; answers it as it is then. */
  removeNote(
    note: Pick<HandlingDraft, 'mailboxId' | 'envelopeId' | 'id'>,
    removed: { readonly by: Named; readonly at: string },
  ): Promise<StoredHandling | null>;
  /** Entries of a mailbox written or changed after a position, in order. */
  page(mailboxId: string, after: number, limit: number): Promise<readonly PlacedHandling[]>;
  /** Position of the latest change in a mailbox; 0 before the first. */
  head(mailboxId: string): Promise<number>;
  /** How many envelopes of a mailbox are assigned to this account, which still handles them. */
  entrusted(mailboxId: string, accountId: string): Promise<number>;
  /**
   * Latest steps by which somebody handles an envelope of another's whom no accepted delegation in force at `at` lets handle it:
   * in all open mailboxes, whoever that is or one account.
   */
  stranded(at: string, limit: number, whomId?: string): Promise<readonly StoredHandling[]>;
}
