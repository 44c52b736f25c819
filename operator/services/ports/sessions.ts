/** Where sessions and the evidence of sign-ins are kept, as the services see it. */
import type { JWK } from 'jose';

/** A session: one key pair of one workstation, signed in as one account. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  /** RFC 7638 thumbprint of the session's key, to which every token is bound (RFC 9449). */
  readonly jkt: string;
  /** Public key of the session; checks statements that the session signs. */
  readonly publicKey: JWK;
  readonly method: 'card' | 'code';
  /** SHA-256 of the assertion by which the session was opened. */
  readonly evidenceSha256: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly ended: boolean;
  /** When it last asked for anything, within the hour; null before the first time. */
  readonly usedAt: Date | null;
}

/** What opening a session writes, all or nothing. */
export interface NewSession {
  readonly session: Session;
  readonly refreshHash: string;
  /** Consumed by this sign-in; a second sign-in with it is refused. */
  readonly nonce: { readonly value: string; readonly expiresAt: Date };
  /** Kept for ever: who held the session. */
  readonly evidence: { readonly sha256: string; readonly assertion: string };
}

export interface SessionStore {
  open(session: NewSession): Promise<'opened' | 'nonce-used'>;
  byId(sessionId: string): Promise<Session | null>;
  /** Sessions of an account that are open at `at`, latest first. */
  openOf(accountId: string, at: Date): Promise<readonly Session[]>;
  /** How many are open at `at`. */
  countOpen(at: Date): Promise<number>;
  /**
   * Replaces the refresh token. The one before serves too until the current one was used, since an answer may be lost; any other
   * ends the session: it was used before.
   */
  rotate(sessionId: string, presentedHash: string, nextHash: string, at: Date): Promise<'rotated' | 'ended'>;
  /** Notes that the session asked for something. */
  noteUse(sessionId: string, at: Date): Promise<void>;
  /** Ends a session; one that is not open stays as it is. */
  end(sessionId: string, at: Date): Promise<void>;
  /** Ends every open session. */
  endAll(at: Date): Promise<void>;
}
