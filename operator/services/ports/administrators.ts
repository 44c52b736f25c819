/** Where administrators, their secrets and their sessions are kept, as the services see it. */
import type { ActDraft } from './acts.ts';

/** `operator`: everything. `agency`: accounts and structures of its own region. `structure`: the people of one structure. */
export const administratorRoles = ['operator', 'agency', 'structure'] as const;
export type AdministratorRole = (typeof administratorRoles)[number];

/** Somebody who looks after accounts; never an account that writes letters. */
export interface Administrator {
  readonly id: string;
  /** In lower case. */
  readonly address: string;
  readonly name: string;
  readonly role: AdministratorRole;
  /** Of an agency; null for the operator. */
  readonly region: string | null;
  /** Of an administrator of a structure; null for the others. */
  readonly structure: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
}

/** What an administrator signs in with. */
export interface AdministratorSecrets {
  /** Argon2id in PHC string format. */
  readonly passwordHash: string;
  /** Secret of the time-based codes (RFC 6238), sealed. */
  readonly totpSecret: Uint8Array;
}

export interface EnrolledAdministrator extends AdministratorSecrets {
  readonly administrator: Administrator;
  /** The last time step that a code was taken for. */
  readonly totpStep: number;
}

/** A single-use link by which an administrator chooses these secrets. */
export interface Enrolment {
  readonly administrator: Administrator;
  /** Chosen in the first step; null before. */
  readonly chosen: AdministratorSecrets | null;
}

export interface FinishedEnrolment {
  readonly tokenHash: string;
  /** Those that the code was checked against; others chosen meanwhile are refused. */
  readonly secrets: AdministratorSecrets;
  readonly totpStep: number;
  /** Keyed hashes of the recovery codes. */
  readonly recoveryHashes: readonly string[];
  readonly act: ActDraft;
}

/** What a sign-in uses up: the time step of its code, or a recovery code. */
export type SpentCode = { readonly totpStep: number } | { readonly recoveryHash: string };

/** A session of the console; its secret is kept by the browser alone. */
export interface ConsoleSession {
  /** SHA-256 of the secret: 256 random bits need no salt. */
  readonly tokenHash: string;
  readonly administrator: Administrator;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

export interface AdministratorStore {
  /** Adds an administrator with a link to enrol by. */
  add(
    administrator: Administrator,
    link: { readonly tokenHash: string; readonly expiresAt: Date },
    act: ActDraft,
  ): Promise<'added' | 'address-taken'>;
  /** Removes the administrator, with secrets, links and sessions. */
  remove(administratorId: string, act: ActDraft): Promise<'removed' | 'unknown'>;
  /** In the order of addresses. */
  list(): Promise<readonly (Administrator & { readonly enrolled: boolean })[]>;
  /** Null too for one who has not enrolled. */
  enrolled(address: string): Promise<EnrolledAdministrator | null>;

  /** The enrolment of a link that still serves. Looking uses nothing up. */
  enrolment(tokenHash: string, at: Date): Promise<Enrolment | null>;
  /** Notes what was chosen in the first step. False when the link does not serve any more. */
  choose(tokenHash: string, secrets: AdministratorSecrets, at: Date): Promise<boolean>;
  /** Puts the secrets in force and uses the link up, all or nothing. */
  enrol(finished: FinishedEnrolment, at: Date): Promise<'enrolled' | 'link-gone'>;

  /** Uses the code up and opens the session, all or nothing: of two sign-ins with one code, one succeeds. */
  open(session: ConsoleSession, spent: SpentCode, act: ActDraft): Promise<'opened' | 'code-spent'>;
  hasRecoveryCode(administratorId: string, recoveryHash: string): Promise<boolean>;
  recoveryCodesLeft(administratorId: string): Promise<number>;
  /** Replaces a hash by one with newer parameters, if it is still that one. */
  rehash(administratorId: string, from: string, to: string): Promise<void>;

  session(tokenHash: string): Promise<ConsoleSession | null>;
  /** Notes that the session was used. */
  touch(tokenHash: string, at: Date): Promise<void>;
  end(tokenHash: string, act: ActDraft): Promise<void>;
  /** Forgets sessions not used since an instant. */
  forgetSessions(unusedSince: Date): Promise<void>;
}
