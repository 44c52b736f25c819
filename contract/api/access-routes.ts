/** Routes of accounts: creating one, signing in by code, recovery, sessions. One table with `routes.ts` for OpenAPI. */
import { z } from 'zod';
import { Instant } from '../model/ids.ts';
import { Language } from '../model/language.ts';
import { BegunPasskey, PasskeyName, PasskeySummary } from '../model/passkey.ts';
import { PasswordText } from '../model/password.ts';
import { EmailAddress } from '../model/person.ts';
import { RegistrationRequest, SubmittedProfile } from '../model/registration.ts';
import { route } from './route.ts';
import { Tokens } from './routes.ts';

/** The secret of a mailed link: 256 bits, base64url. Anything longer is nobody's. */
const LinkToken = z.string().min(1).max(100);

/** A session as its owner sees it. */
export const SessionSummary = z.object({
  id: z.uuid(),
  method: z.enum(['card', 'code']),
  createdAt: Instant,
  /** When it last asked for anything, within the hour. */
  usedAt: Instant,
  expiresAt: Instant,
  /** The session that asks. */
  current: z.boolean(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

/** How an account's code application stands. */
export const TimeCodesState = z.object({ enrolledAt: Instant, recoveryCodesLeft: z.number().int().min(0) });
export type TimeCodesState = z.infer<typeof TimeCodesState>;

/** A code of a code application, a recovery code, or what a passkey brought back. */
const FactorCode = z.string().min(1).max(64);
/** The password again, and a code where a second factor is in force; null right after signing in by card. */
const FactorProof = z.object({ password: PasswordText, code: FactorCode.nullable() }).strict();
/** Shown once. */
const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string().max(20)).max(20) });

export const accessRoutes = {
  /** The same answer, after the same work, whether or not the account exists and the password is right. */
  codeChallenge: route({
    method: 'POST',
    path: '/v1/auth/code',
    summary: 'Asks to sign in by code; needs a DPoP proof by the key that the session will have',
    auth: 'none',
    body: z.object({ address: EmailAddress, password: PasswordText }).strict(),
    response: z.object({
      challengeId: z.uuid(),
      expiresAt: Instant,
      serverTime: Instant,
      /** Whether this operator takes passkeys in place of codes; says nothing about the account. */
      passkeys: z.boolean().default(false),
    }),
  }),
  codeSignIn: route({
    method: 'POST',
    path: '/v1/auth/code/verify',
    summary:
      'Trades the code (mailed, of a code application, for recovery, or brought back by a passkey) for DPoP-bound tokens; five tries, ten minutes',
    auth: 'none',
    body: z.object({ challengeId: z.uuid(), code: z.string().max(64) }).strict(),
    response: Tokens,
  }),
  /** The same answer for every challenge that its key asks for, whether or not anything can open it. */
  passkeySignIn: route({
    method: 'POST',
    path: '/v1/auth/passkey',
    summary: 'A ticket to the operator’s page where a passkey (WebAuthn) answers in place of a code; five minutes',
    auth: 'none',
    body: z.object({ challengeId: z.uuid() }).strict(),
    response: BegunPasskey,
  }),
  recovery: route({
    method: 'POST',
    path: '/v1/auth/recovery',
    summary: 'Asks for a link to choose a new password; answers the same whether or not the account exists',
    auth: 'none',
    body: z.object({ address: EmailAddress }).strict(),
    response: z.object({}),
  }),
  recoveryFinish: route({
    method: 'POST',
    path: '/v1/auth/recovery/finish',
    summary: 'Sets a new password by a mailed link, once, within an hour; ends every session of the account',
    auth: 'none',
    body: z.object({ token: LinkToken, password: PasswordText }).strict(),
    response: z.object({}),
  }),

  registration: route({
    method: 'POST',
    path: '/v1/registrations',
    summary: 'Asks for an account; a link leaves by mail, and the answer is the same whatever the address',
    auth: 'none',
    body: RegistrationRequest,
    response: z.object({}),
  }),
  /** Reading uses nothing up: mail scanners follow links too. */
  registrationPending: route({
    method: 'GET',
    path: '/v1/registrations/finish',
    summary: 'What a mailed link is for, as long as it serves',
    auth: 'none',
    query: z.object({ token: LinkToken }),
    response: z.object({
      address: EmailAddress,
      givenName: z.string(),
      familyName: z.string(),
      language: Language,
      expiresAt: Instant,
    }),
  }),
  registrationFinish: route({
    method: 'POST',
    path: '/v1/registrations/finish',
    summary: 'Creates the account, once, within a day; not certified until the agency has validated it',
    auth: 'none',
    body: z.object({ token: LinkToken, password: PasswordText, profile: SubmittedProfile }).strict(),
    response: z.object({ address: EmailAddress }),
  }),

  sessions: route({
    method: 'GET',
    path: '/v1/account/sessions',
    summary: 'Open sessions of the account, latest first, and what opens others',
    auth: 'session',
    response: z.object({
      sessions: z.array(SessionSummary),
      hasPassword: z.boolean(),
      /** Whether a card opens others. */
      hasCard: z.boolean(),
      /** Null: no code application is linked. */
      timeCodes: TimeCodesState.nullable(),
      /** Null: the operator takes none. */
      passkeys: z.array(PasskeySummary).nullable().default(null),
      recoveryCodesLeft: z.number().int().min(0).default(0),
    }),
  }),
  sessionEnd: route({
    method: 'DELETE',
    path: '/v1/account/sessions/:sessionId',
    summary: 'Ends one of the account’s sessions at once',
    auth: 'session',
    params: z.object({ sessionId: z.uuid() }),
    response: z.object({}),
  }),
  /** `current` is null for an account that has no password yet, which only a session opened by card may give one. */
  passwordChange: route({
    method: 'POST',
    path: '/v1/account/password',
    summary: 'Changes the password; ends the other sessions of the account',
    auth: 'session',
    body: z.object({ current: PasswordText.nullable(), next: PasswordText }).strict(),
    response: z.object({}),
  }),
  passwordRemove: route({
    method: 'POST',
    path: '/v1/account/password/remove',
    summary: 'Takes the password away: the card alone opens the account; within ten minutes of signing in by it',
    auth: 'session',
    body: z.object({ current: PasswordText }).strict(),
    response: z.object({}),
  }),
  /** The assertion names the key of the session that asks. */
  cardLink: route({
    method: 'POST',
    path: '/v1/account/card',
    summary:
      'Links a card to the account by an assertion signed on it (RFC 7523, x5c): it opens the account from then on',
    auth: 'session',
    body: z.object({ assertion: z.string().max(32_768) }).strict(),
    response: z.object({}),
  }),
  /** The secret is in force once a code has proved that it arrived, within half an hour. */
  timeCodesBegin: route({
    method: 'POST',
    path: '/v1/account/time-codes',
    summary:
      'Shows the secret for a code application (RFC 6238); asks the password again, and a passkey if there is one',
    auth: 'session',
    body: z.object({ password: PasswordText, code: FactorCode.nullable().default(null) }).strict(),
    response: z.object({ key: z.string().max(64), uri: z.string().max(2_000), expiresAt: Instant }),
  }),
  timeCodesConfirm: route({
    method: 'POST',
    path: '/v1/account/time-codes/confirm',
    summary: 'Puts the shown secret in force; gives the recovery codes, once, and ends the other sessions',
    auth: 'session',
    body: z.object({ code: FactorCode }).strict(),
    response: RecoveryCodes,
  }),
  recoveryCodesRenew: route({
    method: 'POST',
    path: '/v1/account/time-codes/recovery-codes',
    summary: 'Gives new recovery codes in place of all former ones',
    auth: 'session',
    body: z.object({ password: PasswordText, code: FactorCode }).strict(),
    response: RecoveryCodes,
  }),
  /** `code` is null for who has lost everything but the card, and signed in by it in the last ten minutes. */
  timeCodesRemove: route({
    method: 'POST',
    path: '/v1/account/time-codes/remove',
    summary: 'Takes the code application away; ends the other sessions',
    auth: 'session',
    body: FactorProof,
    response: z.object({}),
  }),
  /** The key is in force once the session has given back what the browser brought. */
  passkeyBegin: route({
    method: 'POST',
    path: '/v1/account/passkeys',
    summary: 'A ticket to the operator’s page where a passkey is made (WebAuthn); asks the password again',
    auth: 'session',
    body: FactorProof,
    response: BegunPasskey,
  }),
  passkeyConfirm: route({
    method: 'POST',
    path: '/v1/account/passkeys/confirm',
    summary:
      'Puts the made passkey in force; gives recovery codes, once, with the first factor; ends the other sessions',
    auth: 'session',
    body: z.object({ code: FactorCode, name: PasskeyName }).strict(),
    response: RecoveryCodes,
  }),
  /** What it brings back is a code wherever a change of access asks for one. */
  passkeyProve: route({
    method: 'POST',
    path: '/v1/account/passkeys/prove',
    summary: 'A ticket to the operator’s page where a passkey answers in place of a code, for a change in this session',
    auth: 'session',
    body: z.object({}).strict(),
    response: BegunPasskey,
  }),
  passkeyRemove: route({
    method: 'POST',
    path: '/v1/account/passkeys/:passkeyId/remove',
    summary: 'Takes a passkey away; ends the other sessions',
    auth: 'session',
    params: z.object({ passkeyId: z.uuid() }),
    body: FactorProof,
    response: z.object({}),
  }),
} as const;
