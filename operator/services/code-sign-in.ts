/**
 * Signing in with a password and a code: sent by mail, of the account's code application, or brought back by one of its
 * passkeys (design: protocol, §2).
 *
 * Asking for a code answers the same, after the same work, whether or not the account exists and the password is right;
 * a challenge that cannot succeed counts its tries like any other. So nothing can be learnt by guessing, and limits need
 * not be so low that a stranger could use up the owner's: they go by key and by network, and a device that the account
 * knows is counted alone. Which of these codes an account takes is told to nobody either: the request answers the same,
 * and a wrong code of any is wrong in the same way.
 */
import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Tokens } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import { canonicalJson } from '../../envelope/canonical-json.ts';
import type { Clock } from '../clock.ts';
import { codeLetter, newDeviceLetter } from './account-letters.ts';
import type { Courier, Letter } from './courier.ts';
import { codeGuessedLetter, recoveryCodeUsedLetter } from './factor-letters.ts';
import type { FactorSecrets } from './factor-secrets.ts';
import { createFairTurns } from './fair-turns.ts';
import type { PasskeyCeremonies } from './passkey-ceremonies.ts';
import type { Passwords } from './passwords.ts';
import { type Account, type AccountStore, mailAddress } from './ports/accounts.ts';
import type { CodeChallenge, CodeFactor, CodeTry, CredentialStore } from './ports/credentials.ts';
import type { FactorStore } from './ports/factors.ts';
import type { Proof } from './possession.ts';
import type { Sessions } from './sessions.ts';
import { createTokenBuckets } from './token-buckets.ts';
import { keptAnswer } from './webauthn.ts';

const CODE_LIFETIME_MS = 10 * 60_000;
const MAX_TRIES = 5;
/** Codes in a quarter of an hour. */
const MAX_CODES = 3;
const COUNTED_MS = 15 * 60_000;
/** Requests about one address from one network in that time; devices that the account knows are not counted. */
const MAX_FROM_NETWORK = 20;
const MAX_DEVICES = 20;
/** Mails that tell of guessed codes; one a day says it. */
const GUESSES_TOLD_MS = 24 * 3_600_000;

export interface CodeRequest {
  readonly address: string;
  readonly password: string;
  readonly network: string;
}

export interface CodeSignIn {
  /** Throws `auth.too-many-codes` and `operator.too-many-requests`, for everybody alike. */
  challenge(request: CodeRequest, proof: Proof): Promise<{ readonly id: string; readonly expiresAt: Date }>;
  /**
   * Throws `auth.code-invalid`, `auth.code-expired`, `auth.account-suspended`, or `auth.proof-invalid` for another key
   * than the challenge's.
   */
  verify(challengeId: string, code: string, proof: Proof): Promise<Tokens>;
}

export interface CodeSignInParts {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly secrets: FactorSecrets;
  readonly ceremonies: Pick<PasskeyCeremonies, 'codeHash'>;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly courier: Courier;
  readonly clock: Clock;
  readonly log: Logger;
  readonly operatorName: string;
  /** Hashes codes and addresses, so that the database alone tells neither. */
  readonly codeKey: Uint8Array;
}

interface Recognized {
  readonly account: Account;
  readonly language: Language;
}

export function createCodeSignIn(parts: CodeSignInParts): CodeSignIn {
  const { accounts, credentials, factors, passwords, courier, clock } = parts;
  const guesses = createTokenBuckets(1, GUESSES_TOLD_MS, clock);
  const networks = createTokenBuckets(MAX_FROM_NETWORK, COUNTED_MS, clock);
  const inTurn = createFairTurns();
  const keyed = (text: string) => createHmac('sha256', parts.codeKey).update(text).digest('hex');

  /** The account that may sign in so, or null after the same work. */
  async function recognize(account: Account | null, given: string): Promise<Recognized | null> {
    const accountId = account?.card.accountId ?? '';
    const kept = await credentials.passwordOf(accountId);
    const isRight = await passwords.matches(kept?.hash ?? null, given);
    if (!isRight || kept === null || account === null || account.closed) return null;
    if (passwords.isOutdated(kept.hash)) renewHash(accountId, kept.hash, given);
    return { account, language: kept.language };
  }

  /** Later, so that the answer takes no longer than any other. */
  function renewHash(accountId: string, from: string, password: string): void {
    passwords
      .hash(password)
      .then((to) => credentials.rehash(accountId, from, to))
      .catch((error: unknown) => parts.log.warn({ error }, 'password not hashed anew; the next sign-in tries again'));
  }

  async function tell(account: Account, make: (language: Language, at: Date) => Letter): Promise<void> {
    const language = (await credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
    courier.send(mailAddress(account), make(language, clock()));
  }

  /** No mail told the owner that somebody has the password: this one does. */
  async function tellGuesses(accountId: string): Promise<void> {
    const account = await accounts.byId(accountId);
    if (account && guesses.take(accountId) === 0) await tell(account, codeGuessedLetter);
  }

  /** What a typed code may be, after the same work whether or not the challenge can succeed and whatever it takes. */
  async function readTry(challengeId: string, code: string): Promise<CodeTry> {
    const accountId = (await credentials.challengedAccount(challengeId)) ?? '';
    const kept = await factors.timeCodesOf(accountId);
    const codeHash = keyed(`code ${challengeId} ${code.replace(/\s/g, '')}`);
    const at = clock();
    const passkeyHash = parts.ceremonies.codeHash('sign-in', challengeId, code);
    return { codeHash, passkeyHash, at, ...parts.secrets.read(accountId, kept, code, at) };
  }

  async function tellOwner(account: Account, factor: CodeFactor, jkt: string): Promise<void> {
    const { accountId } = account.card;
    if (factor === 'recovery-code') {
      const left = await factors.recoveryCodesLeft(accountId);
      await tell(account, (language, at) => recoveryCodeUsedLetter(language, at, left));
    }
    if (await credentials.rememberDevice(accountId, jkt, clock(), MAX_DEVICES)) await tell(account, newDeviceLetter);
  }

  return {
    async challenge({ address, password, network }, proof) {
      await proof.spend();
      const account = (await accounts.byAddresses([address])).get(address) ?? null;
      const isKnown = await credentials.isKnownDevice(account?.card.accountId ?? '', proof.jkt);
      const addressHash = keyed(`address ${address}`);
      if (!isKnown) {
        const retryAfterSeconds = networks.take(`${network} ${addressHash}`);
        if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
      }
      const recognized = await inTurn(isKnown ? `device ${proof.jkt}` : network, () => recognize(account, password));
      const createdAt = clock();
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const id = randomUUID();
      const expiresAt = new Date(createdAt.getTime() + CODE_LIFETIME_MS);
      const added = await credentials.addChallenge(
        {
          id,
          accountId: recognized?.account.card.accountId ?? null,
          addressHash,
          jkt: proof.jkt,
          codeHash: keyed(`code ${id} ${code}`),
          triesLeft: MAX_TRIES,
          createdAt,
          expiresAt,
        },
        { since: new Date(createdAt.getTime() - COUNTED_MS), max: MAX_CODES },
      );
      if (added.outcome === 'too-many') {
        const waitMs = added.oldest.getTime() + COUNTED_MS - createdAt.getTime();
        throw new AppError('auth.too-many-codes', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
      }
      const takesMail = !(await factors.isInForce(recognized?.account.card.accountId ?? ''));
      if (recognized && takesMail && added.outcome === 'added') {
        courier.send(mailAddress(recognized.account), codeLetter(recognized.language, code));
      }
      return { id, expiresAt };
    },

    async verify(challengeId, code, proof) {
      await proof.spend();
      const verifiedAt = clock();
      const given = await readTry(challengeId, code);
      const tried = await credentials.attempt(challengeId, proof.jkt, given, verifiedAt);
      if (tried.outcome === 'other-key') throw new AppError('auth.proof-invalid');
      if (tried.outcome === 'wrong') {
        if (tried.guessed !== null) await tellGuesses(tried.guessed);
        throw new AppError('auth.code-invalid', { triesLeft: tried.triesLeft });
      }
      const account = tried.outcome === 'right' ? await accounts.byId(tried.accountId) : null;
      if (tried.outcome === 'gone' || account === null || account.closed) throw new AppError('auth.code-expired');
      // Told to whoever has the password and the mail, and to nobody else.
      if (account.suspended) throw new AppError('auth.account-suspended');
      const { factor, challenge, passkeyAnswer } = tried;
      const tokens = await parts.sessions.open({
        account,
        proof,
        method: 'code',
        evidence: evidenceOf(parts.operatorName, { account, challenge, factor, passkeyAnswer, verifiedAt }),
        nonce: { value: `code ${challengeId}`, expiresAt: challenge.expiresAt },
      });
      await tellOwner(account, factor, proof.jkt);
      return tokens;
    },
  };
}

interface CodeEvidence {
  readonly account: Account;
  readonly challenge: CodeChallenge;
  readonly factor: CodeFactor;
  readonly passkeyAnswer: string | null;
  readonly verifiedAt: Date;
}

/** What the operator states about a sign-in by code, as canonical JSON (RFC 8785); seals name its SHA-256. */
function evidenceOf(operator: string, evidence: CodeEvidence): string {
  const { account, challenge, factor, passkeyAnswer, verifiedAt } = evidence;
  const sent = { codeSentTo: mailAddress(account), codeSentAt: challenge.createdAt.toISOString() };
  const statement = {
    version: 1,
    method: 'code',
    factor,
    operator,
    accountId: account.card.accountId,
    address: account.card.address,
    ...(factor === 'mail' ? sent : {}),
    ...(passkeyAnswer === null ? {} : { passkey: keptAnswer(passkeyAnswer) }),
    challengeId: challenge.id,
    codeVerifiedAt: verifiedAt.toISOString(),
    sessionKey: challenge.jkt,
  };
  return Buffer.from(canonicalJson(statement)).toString('utf8');
}
