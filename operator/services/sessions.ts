/** Tokens of a session: short access tokens, rotating refresh tokens, and an end that takes effect at once. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto';
import { SignJWT } from 'jose';
import type { Logger } from 'pino';
import type { Tokens } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { DelegationScope } from '../../contract/model/delegation.ts';
import type { Clock } from '../clock.ts';
import { createAccessTokenCheck } from './access-tokens.ts';
import { expectStanding } from './account-standing.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { KeyVault } from './ports/contents.ts';
import type { Session, SessionStore } from './ports/sessions.ts';
import type { Proof } from './possession.ts';

const ACCESS_LIFETIME_MS = 10 * 60_000;
/** A working day; the card is asked again after that. */
const SESSION_LIFETIME_MS = 12 * 3_600_000;
/** How closely its last use is known: one write an hour, whatever it asks for. */
const USE_NOTED_MS = 3_600_000;

/** Who makes a request. */
export interface Caller {
  readonly session: Session;
  /** Who acts: the account that signed in. */
  readonly account: Account;
  /** On whose mailbox: the same account's, unless it entered another's (`mailbox-access.ts`). */
  readonly mailbox: Account;
  /** What delegations allow there; null on one's own mailbox. */
  readonly scopes: readonly DelegationScope[] | null;
}

/** Somebody who acts for nobody else. */
export function onOwnMailbox(session: Session, account: Account): Caller {
  return { session, account, mailbox: account, scopes: null };
}

/** A sign-in that was verified, to be opened as a session. */
export interface VerifiedSignIn {
  readonly account: Account;
  readonly proof: Proof;
  readonly method: 'card' | 'code';
  readonly evidence: string;
  readonly nonce: { readonly value: string; readonly expiresAt: Date };
}

export interface Sessions {
  open(signIn: VerifiedSignIn): Promise<Tokens>;
  /** The caller of a request; a token is worth nothing without a proof by its session's key. */
  authenticate(accessToken: string, proof: Proof): Promise<Caller>;
  refresh(refreshToken: string, proof: Proof): Promise<Tokens>;
  revoke(revocationHandle: string): Promise<void>;
  /** The open sessions of the caller's account, latest first. */
  list(caller: Caller): Promise<readonly Session[]>;
  /** Ends a session of the caller's account; `request.not-found` when it has no such open session. */
  end(caller: Caller, sessionId: string): Promise<void>;
  /** Ends every session of an account but one. */
  endOthers(accountId: string, except: string | null): Promise<void>;
  /** Whether the session is still open; for connections that outlive a request. */
  isOpen(sessionId: string): Promise<boolean>;
}

interface Parts {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly vault: KeyVault;
  readonly clock: Clock;
  readonly issuer: string;
  readonly log: Logger;
  /** Told of each session that ends. */
  readonly onEnd: (sessionId: string) => void;
}

export async function createSessions(parts: Parts): Promise<Sessions> {
  const { accounts, sessions, clock, issuer } = parts;
  const der = await parts.vault.secret('access-token-key', newTokenKey);
  const privateKey = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  const readAccessToken = createAccessTokenCheck(createPublicKey(privateKey), issuer, clock);
  const revocationKey = await parts.vault.secret('revocation-key', () => randomBytes(32));
  /** The same at each refresh, and nothing but this key can make or check it. */
  const revocationHandle = (sessionId: string) =>
    `${sessionId}.${createHmac('sha256', revocationKey).update(sessionId).digest('base64url')}`;

  async function answer(session: Session, account: Account, refreshSecret: string): Promise<Tokens> {
    const now = clock();
    const accessExpiresAt = new Date(Math.min(now.getTime() + ACCESS_LIFETIME_MS, session.expiresAt.getTime()));
    const accessToken = await new SignJWT({ sid: session.id, cnf: { jkt: session.jkt } })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(issuer)
      .setSubject(session.accountId)
      .setIssuedAt(now)
      .setExpirationTime(accessExpiresAt)
      .setJti(randomUUID())
      .sign(privateKey);
    return {
      accessToken,
      accessExpiresAt: accessExpiresAt.toISOString(),
      refreshToken: `${session.id}.${refreshSecret}`,
      revocationHandle: revocationHandle(session.id),
      account: account.card,
      serverTime: now.toISOString(),
    };
  }

  async function openSession(sessionId: string): Promise<Session> {
    const session = await sessions.byId(sessionId);
    if (!session || session.ended || session.expiresAt <= clock()) throw new AppError('auth.session-ended');
    return session;
  }

  const openAccount = async (accountId: string): Promise<Account> => expectStanding(await accounts.byId(accountId));

  async function noteUse({ id, createdAt, usedAt }: Session): Promise<void> {
    const now = clock();
    if (now.getTime() - (usedAt ?? createdAt).getTime() < USE_NOTED_MS) return;
    // On a full disk one can still read; the next request notes it.
    await sessions.noteUse(id, now).catch((error: unknown) => parts.log.warn({ error }, 'use of a session not noted'));
  }

  async function endSession(sessionId: string): Promise<void> {
    await sessions.end(sessionId, clock());
    parts.onEnd(sessionId);
  }

  return {
    async open({ account, proof, method, evidence, nonce }) {
      const createdAt = clock();
      const evidenceSha256 = sha256(evidence);
      const session: Session = {
        id: randomUUID(),
        accountId: account.card.accountId,
        jkt: proof.jkt,
        publicKey: proof.publicKey,
        method,
        evidenceSha256,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + SESSION_LIFETIME_MS),
        ended: false,
        usedAt: null,
      };
      const refresh = newSecret();
      const outcome = await sessions.open({
        session,
        refreshHash: sha256(refresh),
        nonce,
        evidence: { sha256: evidenceSha256, assertion: evidence },
      });
      if (outcome === 'nonce-used') throw new AppError('auth.challenge-expired');
      return answer(session, account, refresh);
    },
    async authenticate(accessToken, proof) {
      const claims = await readAccessToken(accessToken);
      if (claims.cnf.jkt !== proof.jkt) throw new AppError('auth.proof-invalid');
      const session = await openSession(claims.sid);
      if (session.jkt !== proof.jkt) throw new AppError('auth.proof-invalid');
      const account = await openAccount(session.accountId);
      await proof.spend();
      await noteUse(session);
      return onOwnMailbox(session, account);
    },
    async refresh(refreshToken, proof) {
      const [sessionId = '', secret = ''] = refreshToken.split('.');
      const session = await openSession(sessionId);
      if (session.jkt !== proof.jkt) throw new AppError('auth.proof-invalid');
      const account = await openAccount(session.accountId);
      await proof.spend();
      const next = newSecret();
      const outcome = await sessions.rotate(session.id, sha256(secret), sha256(next), clock());
      if (outcome === 'ended') {
        parts.onEnd(session.id);
        throw new AppError('auth.session-ended');
      }
      return answer(session, account, next);
    },
    async revoke(presented) {
      const [sessionId = ''] = presented.split('.');
      const given = Buffer.from(presented);
      const expected = Buffer.from(revocationHandle(sessionId));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return;
      await endSession(sessionId);
    },
    list: ({ account }) => sessions.openOf(account.card.accountId, clock()),
    async end({ account }, sessionId) {
      const open = await sessions.openOf(account.card.accountId, clock());
      if (!open.some((session) => session.id === sessionId)) throw new AppError('request.not-found');
      await endSession(sessionId);
    },
    async endOthers(accountId, except) {
      for (const { id } of await sessions.openOf(accountId, clock())) if (id !== except) await endSession(id);
    },
    async isOpen(sessionId) {
      const session = await sessions.byId(sessionId);
      return session !== null && !session.ended && session.expiresAt > clock();
    },
  };
}

function newTokenKey(): Uint8Array {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ format: 'der', type: 'pkcs8' });
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
