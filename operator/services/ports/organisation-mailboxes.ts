/** Where the mailboxes of organisations are kept, as the services see it. */
import type { Account } from './accounts.ts';
import type { ActDraft } from './acts.ts';
import type { StoredDelegation } from './delegations.ts';

/** A mailbox of a structure's own: asked for, and open once whoever reads its address has agreed. */
export interface OrganisationMailbox {
  /** Of its account, once it is open. */
  readonly id: string;
  readonly structureId: string;
  readonly name: string;
  readonly address: string;
  readonly town: string | null;
  readonly askedAt: Date;
  /** Until when the mailed link serves; null once it has. */
  readonly expiresAt: Date | null;
  /** Null until the address has agreed. */
  readonly account: Account | null;
}

/** What is asked for, with what is kept of the mailed link. */
export interface AskedMailbox extends Omit<OrganisationMailbox, 'account' | 'expiresAt'>, MailboxLink {}

export interface MailboxLink {
  /** SHA-256 of the link's secret. */
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

/** Somebody who holds a mailbox, or who held it. */
export interface MailboxHolder {
  readonly delegation: StoredDelegation;
  readonly account: Account;
}

/** `address-taken`: an account has or had it, or somebody is entered under it. `asked-already`: the link that was mailed still serves. */
export type AskOutcome = 'asked' | 'address-taken' | 'asked-already' | 'too-many';
/** `not-a-member`: of this structure, with an account that is certified and open. */
export type NameOutcome = 'named' | 'not-a-member' | 'holds-already' | 'not-open';

export interface OrganisationMailboxStore {
  /** Adds it unless `max` of the structure wait, or are open, already. Those of that address whose link serves no more go. */
  ask(mailbox: AskedMailbox, max: number, act: ActDraft): Promise<AskOutcome>;
  /** Another link in place of the one that was mailed; false once it is open, or gone. */
  askAgain(id: string, link: MailboxLink): Promise<boolean>;
  /** Takes back what was asked for; false once it is open, or gone. */
  withdraw(id: string, act: ActDraft): Promise<boolean>;
  find(structureId: string, id: string): Promise<OrganisationMailbox | null>;
  /** In the order of names. */
  ofStructure(structureId: string): Promise<readonly OrganisationMailbox[]>;
  /** What a link that still serves is for. Looking uses nothing up. */
  byLink(tokenHash: string, at: Date): Promise<OrganisationMailbox | null>;
  /** Adds the account and uses the link up, all or nothing. */
  open(tokenHash: string, account: Account, act: ActDraft): Promise<'opened' | 'link-gone' | 'address-taken'>;
  /** Adds a holder, at once and without being asked, and the mail that tells of it. */
  nameHolder(delegation: StoredDelegation, structureId: string, act: ActDraft): Promise<NameOutcome>;
  /** Those who hold it, in the order of being named. */
  holders(mailboxId: string): Promise<readonly MailboxHolder[]>;
  /** Ends what lets somebody hold it, with the mail that tells of it; false where nothing does (any more). */
  letGo(mailboxId: string, accountId: string, act: ActDraft): Promise<boolean>;
  /** Open ones that the directory has not been told of. */
  unpublished(limit: number): Promise<readonly Account[]>;
  markPublished(ids: readonly string[]): Promise<void>;
}
