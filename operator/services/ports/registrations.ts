/** Where mailed links and applications for accounts are kept, as the services see them. */
import type { Language } from '../../../contract/model/language.ts';
import type { SubmittedProfile } from '../../../contract/model/registration.ts';
import type { Account } from './accounts.ts';
import type { ActDraft } from './acts.ts';
import type { Password } from './credentials.ts';

/** `notice`: a mail without a link that serves; kept to count mails. */
export type LinkPurpose = 'registration' | 'recovery' | 'notice';

/** A single-use link, without its secret. */
export interface Link {
  /** SHA-256 of the secret: 256 random bits need no salt. */
  readonly tokenHash: string;
  readonly purpose: LinkPurpose;
  readonly address: string;
  /** As told when the account was asked for; empty for recovery. */
  readonly givenName: string;
  readonly familyName: string;
  readonly language: Language;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export type ApplicationState = 'pending' | 'certified' | 'refused';

/** What somebody declared when creating an account, and what the agency decided. */
export interface Application {
  readonly accountId: string;
  readonly profile: SubmittedProfile;
  readonly state: ApplicationState;
  readonly submittedAt: Date;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
}

/** A new account, as finishing a registration creates it. */
export interface NewAccount {
  readonly account: Account;
  readonly password: Password;
  readonly application: Application;
}

export interface RegistrationStore {
  /** Adds a link unless `max` mails left for that address since `since`; forgets what expired before. */
  addLink(link: Link, since: Date, max: number): Promise<'added' | 'enough'>;
  /** A link that still serves. Looking uses nothing up. */
  findLink(tokenHash: string, purpose: LinkPurpose, at: Date): Promise<Link | null>;
  /** Creates the account and uses the link up, all or nothing; other links of the address go with it. */
  finish(tokenHash: string, created: NewAccount, at: Date): Promise<'created' | 'link-gone' | 'address-taken'>;
  /** Sets a new password and uses the link up, all or nothing; other links of the address go with it. */
  finishRecovery(tokenHash: string, password: Password, at: Date): Promise<'changed' | 'link-gone'>;

  /** Applications that wait for the agency, oldest first. */
  pending(): Promise<readonly Application[]>;
  applicationOf(accountId: string): Promise<Application | null>;
  /**
   * Writes the agency's decision with the account as it is from then on, and records the act, all or nothing.
   * `not-pending` when it was decided before, or the account closed;
   * `identifier-taken` when the national identifier belongs to another account.
   */
  decide(
    application: Application,
    account: Account,
    act: ActDraft,
  ): Promise<'decided' | 'not-pending' | 'identifier-taken'>;
}
