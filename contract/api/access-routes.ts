/** Routes of accounts: creating one, signing in by code, recovery, sessions. One table with `routes.ts` for OpenAPI. */
import { z } from 'zod';
import { Instant } from '../model/ids.ts';
import { Language } from '../model/language.ts';
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
  expiresAt: Instant,
  /** The session that asks. */
  current: z.boolean(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

export const accessRoutes = {
  /** The same answer, after the same work, whether or not the account exists and the password is right. */
  codeChallenge: route({
    method: 'POST',
    path: '/v1/auth/code',
    summary: 'Asks for a one-time code by mail; needs a DPoP proof by the key that the session will have',
    auth: 'none',
    body: z.object({ address: EmailAddress, password: PasswordText }).strict(),
    response: z.object({ challengeId: z.uuid(), expiresAt: Instant, serverTime: Instant }),
  }),
  codeSignIn: route({
    method: 'POST',
    path: '/v1/auth/code/verify',
    summary: 'Trades the code for DPoP-bound tokens; five tries, ten minutes, the key of the challenge',
    auth: 'none',
    body: z.object({ challengeId: z.uuid(), code: z.string().max(20) }).strict(),
    response: Tokens,
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
    summary: 'Open sessions of the account, latest first, and whether a password opens others',
    auth: 'session',
    response: z.object({ sessions: z.array(SessionSummary), hasPassword: z.boolean() }),
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
} as const;
