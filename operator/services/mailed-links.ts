/** Links that are mailed: 256 random bits, of which only the hash is kept. */
import { createHash, randomBytes } from 'node:crypto';

/** A new secret and what is kept of it. */
export function newLinkToken(): { readonly token: string; readonly tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashLinkToken(token) };
}

/** What is kept of a link's secret. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Addresses of the operator's pages, as mails name them. */
export interface SitePages {
  /** Where they are, as browsers say it. */
  origin(): string;
  /** The second step of creating an account. */
  registration(token: string): string;
  recovery(): string;
  /** Where a new password is chosen. */
  newPassword(token: string): string;
  /** Where an administrator enrols. */
  enrolment(token: string): string;
  /** Where a new address is confirmed. */
  addressProof(token: string): string;
  /** Where an address agrees to become a structure's mailbox. */
  mailbox(token: string): string;
  /** Where a recipient without an account reads an envelope. */
  reading(token: string): string;
}
