/** How ordinary e-mail is queued and leaves, as the services see it. */
import type { Language } from '../../../contract/model/language.ts';
import type { NotificationEvent, NotificationPreferences } from '../../../contract/model/notification.ts';

/** Somebody to be told of an event: ids and addresses alone, the text is made when it leaves. */
export interface MailTask {
  readonly kind: NotificationEvent;
  /** Account to be told; null for a recipient who has none. */
  readonly accountId: string | null;
  /** Address of the recipient concerned: who is told of a reception, who opened; null when it is the whole envelope. */
  readonly recipient: string | null;
  /** What was done, where a mail tells of a delegation or of an absence. */
  readonly act?: MailAct;
  /** When it was given to the queue, by the operator's clock. */
  readonly at: string;
}

/** What the other side of a delegation is told of; `named`: made a holder of an organisation's mailbox. */
export const delegationActs = ['offered', 'accepted', 'declined', 'ended', 'named'] as const;
export type DelegationAct = (typeof delegationActs)[number];

/** A sender was answered in the name of an absent recipient; the delegate named by an absent one has something to see to. */
export const absenceActs = ['absence-answered', 'handed-over'] as const;
export type AbsenceAct = (typeof absenceActs)[number];

export type MailAct = DelegationAct | AbsenceAct;

/** `unwanted`: its account wants no e-mail of it, or there is nothing to tell any more. */
export type MailState = 'waiting' | 'sent' | 'bounced' | 'unwanted';

export interface QueuedMail extends MailTask {
  /** Unguessable: Message-ID and ENVID are made of it, and whoever returns it speaks of this mail. */
  readonly id: string;
  /** What it tells of: an envelope, or, for mails of that kind, a delegation. */
  readonly envelopeId: string;
  readonly state: MailState;
  readonly tries: number;
}

/** Mails enter the queue with the event that causes them (`EnvelopeStore`), in the same transaction. */
export interface MailQueue {
  /** Mails whose turn it is and that nobody takes care of, longest waiting first, for the caller alone until `until`. */
  claim(at: Date, until: Date, limit: number): Promise<readonly QueuedMail[]>;
  /** Gives claimed ones back as they were. */
  unclaim(ids: readonly string[]): Promise<void>;
  /** The same of all: for who knows that nobody takes care of any. */
  unclaimAll(): Promise<void>;
  find(id: string): Promise<QueuedMail | null>;
  /** Counts a try and sets the next one, which whoever comes takes care of. */
  postpone(id: string, nextTryAt: Date): Promise<void>;
  /** Ends a mail's waiting; of a sent one, only a bounce may still be said. */
  settle(id: string, state: Exclude<MailState, 'waiting'>): Promise<void>;
  /** Forgets what was settled and given to the queue before an instant. */
  forget(before: Date): Promise<void>;
  /** How many wait, whenever their turn is. */
  waiting(): Promise<number>;
}

export interface PreferenceStore {
  /** What the account chose, or null. */
  find(accountId: string): Promise<NotificationPreferences | null>;
  put(accountId: string, preferences: NotificationPreferences): Promise<void>;
}

/** A mail as it leaves. */
export interface Notification {
  /** Makes handing over twice harmless: the same id is the same mail. Hexadecimal. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly language: Language;
  readonly date: Date;
}

/**
 * `taken`: somebody else's care from here on, durable in a spool or accepted by a server. `refused`: for good.
 * `later`: not now; of this `mail` alone, or because the `server` takes none at all.
 */
export type HandOver =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'later'; readonly because: 'mail' | 'server' };

export interface Mailer {
  /** Throws for what nobody expected; that is no verdict on the mail. */
  handOver(notification: Notification): Promise<HandOver>;
  /** Ends open connections. */
  close(): void;
}

/** Where mails that came back are found. */
export interface BounceSource {
  /** Tells of each failed delivery by the ids it may concern; `record` answers whether one of them was ours. */
  eachFailure(record: (mailIds: readonly string[]) => Promise<boolean>): Promise<void>;
}
