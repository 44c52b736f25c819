/** Where sealed envelopes, their events and the change logs are kept, as the services see it. */
import type { EnvelopeEvent, EventKind } from '../../../contract/model/event.ts';
import type { Sender } from '../../../contract/model/person.ts';
import type { Recipient, RecipientState } from '../../../contract/model/recipient.ts';
import type { Seal } from '../../../contract/model/seal.ts';
import type { MailTask } from './mail.ts';
import type { AskedPhone } from './phone-proofs.ts';
import type { Segment } from './uploads.ts';

/** An event before the log gives it its place. */
export interface EventDraft {
  readonly kind: EventKind;
  readonly at: string;
  readonly actor: EnvelopeEvent['actor'];
  readonly onBehalfOf: EnvelopeEvent['onBehalfOf'];
  readonly recipient: string | null;
  readonly source: 'operator' | 'declared';
  readonly evidenceSha256: string | null;
}

/** An envelope as stored. Title and attachment names are only in `metadata`, encrypted under the content's key. */
export interface StoredEnvelope {
  readonly id: string;
  readonly contentId: string;
  /** Whose sent letter it is now; null while who answered by an invitation's link has no account. */
  readonly senderAccountId: string | null;
  /** The sender as of sealing. */
  readonly sender: Sender;
  readonly recipients: readonly Recipient[];
  /** Null once erased. */
  readonly metadata: Uint8Array | null;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly signed: boolean;
  readonly depositedAt: string;
  readonly sealedAt: string;
  readonly expiresAt: string;
  readonly seal: Seal;
}

/** A certificate or CRL that a signature, seal or timestamp was checked with. */
export interface ValidationObject {
  readonly kind: 'certificate' | 'crl';
  readonly der: Uint8Array;
}

/** An answer in the name of an absent recipient, written with the envelope unless that sender was told of this absence already. */
export interface AbsenceNotice {
  readonly absenceId: string;
  readonly senderId: string;
  /** Address of the recipient, as the envelope names it. */
  readonly recipient: string;
  /** Who acts, as the sender is told; null for nobody. */
  readonly delegate: string | null;
  readonly event: EventDraft;
  readonly notify: MailTask;
}

/** What publishing writes, all or nothing. */
export interface NewEnvelope {
  readonly envelope: StoredEnvelope;
  /** Whose account deposits it; null without any. */
  readonly depositorId: string | null;
  /** Its content, where no upload has it; null where one does, which this ends. */
  readonly segments: readonly Segment[] | null;
  readonly events: readonly EventDraft[];
  readonly validation: readonly ValidationObject[];
  /** The envelope that this one answers, with the event that says so; null when it answers none. */
  readonly answered: { readonly envelopeId: string; readonly event: EventDraft } | null;
  /** What proves by what right it was deposited, where no session does; kept for ever. */
  readonly statement: { readonly sha256: string; readonly text: string } | null;
  /** Telephones of recipients who are to give a code, sealed under the key of the content. */
  readonly phones: readonly AskedPhone[];
  /** What is answered in the name of absent recipients. */
  readonly absences: readonly AbsenceNotice[];
  /** Who is to be told, queued in the same transaction. */
  readonly notify: readonly MailTask[];
}

export type PublishOutcome =
  | { readonly outcome: 'published' | 'duplicate'; readonly envelope: StoredEnvelope }
  | { readonly outcome: 'conflict' }
  /** It was taken back: its upload is there no more, and with it the content that the seal speaks of, or it has none. */
  | { readonly outcome: 'withdrawn' };

/** A step of one recipient, with its event. */
export interface RecipientStep {
  readonly envelopeId: string;
  /** Null: what a delegate of the sender did, which concerns no recipient. */
  readonly address: string | null;
  /** Null: the event leaves the recipient where it is. */
  readonly state: RecipientState | null;
  readonly event: EventDraft;
  /** Person and instant of opening. */
  readonly openedAt?: string;
  /** The signed statement that proves the step, kept for ever. */
  readonly statement?: { readonly sha256: string; readonly text: string };
  /** Who is to be told when the step is new. */
  readonly notify?: readonly MailTask[];
  /** The mail whose fate the step records. */
  readonly settles?: { readonly mailId: string; readonly state: 'sent' | 'bounced' };
}

/** One envelope of a page of a change log. */
export interface FeedRow {
  readonly envelope: StoredEnvelope;
  readonly box: 'received' | 'sent';
  /** Place of the envelope's latest change in this log. */
  readonly position: number;
  /** The envelope itself changed since `base`, not only its events. */
  readonly recordChanged: boolean;
  /** Events since `base`. */
  readonly events: readonly EnvelopeEvent[];
}

export interface EnvelopeStore {
  /**
   * Makes an envelope visible with its events in one transaction, with its content or ending the upload that has it. The same envelope of the same
   * account again is a duplicate that changes nothing; other bytes or another account under that id are a conflict. An
   * upload that was cancelled or swept away meanwhile is withdrawn: nothing may be sealed that cannot be read.
   */
  publish(envelope: NewEnvelope): Promise<PublishOutcome>;
  find(envelopeId: string): Promise<StoredEnvelope | null>;
  /**
   * Records a step once; a recipient, or a delegate, that already made it keeps the first event. The first confirmed code
   * also gives the envelope to the account that has got the address meanwhile.
   */
  advance(step: RecipientStep): Promise<{ readonly event: EnvelopeEvent; readonly isNew: boolean }>;
  events(envelopeId: string): Promise<readonly EnvelopeEvent[]>;
  validation(envelopeId: string): Promise<readonly ValidationObject[]>;
  /** Envelopes that expire after `after` and until `until`, that no hold keeps, and of which nobody was warned yet. */
  toWarnOf(after: Date, until: Date, limit: number): Promise<readonly StoredEnvelope[]>;
  /** Queues mails that warn of erasing and marks the envelope, once; changes nothing when it was held or erased meanwhile. */
  warn(envelopeId: string, at: Date, notify: readonly MailTask[]): Promise<void>;
  /**
   * Chooses envelopes whose content is to be erased: those due that no hold keeps. From that instant no hold can be
   * placed on them, and they are given again, after a crash too, until `erase` has taken them.
   */
  claimExpired(at: Date, limit: number): Promise<readonly StoredEnvelope[]>;
  /**
   * Removes metadata and segments, records the event and queues mails in place of those that still wait; an envelope
   * already erased stays as it is.
   */
  erase(envelopeId: string, event: EventDraft, notify: readonly MailTask[]): Promise<void>;
  /** How many envelopes are due by then and have content still: those that a hold keeps, and those that wait for the next run. */
  pastDue(at: Date): Promise<{ readonly held: number; readonly waiting: number }>;
  /** Names this store, so that a cursor of another one (a restored backup) is told apart. */
  epoch(): Promise<string>;
  /** Gives the store another name: after a restoration, no earlier cursor is valid. */
  renewEpoch(): Promise<void>;
  /** Place of the latest event of all. */
  head(): Promise<number>;
  /** Next changes of an account after `position`, with all that happened since `base`. */
  page(accountId: string, base: number, position: number, limit: number): Promise<readonly FeedRow[]>;
  /** Contents that an upload or an envelope refers to. */
  knownContents(contentIds: readonly string[]): Promise<ReadonlySet<string>>;
}
