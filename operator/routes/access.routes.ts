/** Accounts: creating one, signing in by code, recovery, sessions. */
import type { accessRoutes } from '../../contract/api/access-routes.ts';
import type { Clock } from '../clock.ts';
import type { Authentication } from '../http/authentication.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { AccountFactors } from '../services/account-factors.ts';
import type { AccountPasskeys } from '../services/account-passkeys.ts';
import type { CardLink } from '../services/card-link.ts';
import type { CodeSignIn } from '../services/code-sign-in.ts';
import type { BegunCeremony } from '../services/passkey-ceremonies.ts';
import type { Passkey } from '../services/ports/passkeys.ts';
import type { Recovery } from '../services/recovery.ts';
import type { Registrations } from '../services/registration.ts';
import type { Caller, Sessions } from '../services/sessions.ts';
import { networkOf } from '../services/token-buckets.ts';

interface Parts {
  readonly authentication: Authentication;
  readonly codeSignIn: CodeSignIn;
  readonly accountFactors: AccountFactors;
  readonly accountPasskeys: AccountPasskeys;
  readonly cardLink: CardLink;
  readonly recovery: Recovery;
  readonly registration: Registrations;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

export function accessHandlers(parts: Parts): RouteHandlers<typeof accessRoutes> {
  const { authentication, codeSignIn, accountFactors, accountPasskeys, cardLink, recovery, registration, sessions } =
    parts;

  /** What stands in for mailed codes. */
  async function factorsOf(caller: Caller) {
    const [application, recoveryCodesLeft, passkeys] = await Promise.all([
      accountFactors.state(caller),
      accountFactors.recoveryCodesLeft(caller),
      accountPasskeys.list(caller),
    ]);
    return {
      timeCodes: application && { enrolledAt: application.enrolledAt.toISOString(), recoveryCodesLeft },
      passkeys: accountPasskeys.isOffered() || passkeys.length > 0 ? passkeys.map(describePasskey) : null,
      recoveryCodesLeft,
    };
  }

  return {
    codeChallenge: async ({ body, request }) => {
      const proof = await authentication.proofOf(request);
      const { id, expiresAt } = await codeSignIn.challenge({ ...body, network: networkOf(request.ip) }, proof);
      const times = { expiresAt: expiresAt.toISOString(), serverTime: parts.clock().toISOString() };
      return { challengeId: id, ...times, passkeys: accountPasskeys.isOffered() };
    },
    codeSignIn: async ({ body, request }) =>
      codeSignIn.verify(body.challengeId, body.code, await authentication.proofOf(request)),
    passkeySignIn: async ({ body, request }) =>
      describeCeremony(await accountPasskeys.beginSignIn(body.challengeId, await authentication.proofOf(request))),
    recovery: async ({ body, request }) => {
      await recovery.start(body.address, networkOf(request.ip));
      return {};
    },
    recoveryFinish: async ({ body }) => {
      await recovery.finish(body.token, body.password);
      return {};
    },
    registration: async ({ body, request }) => {
      await registration.start(body, networkOf(request.ip));
      return {};
    },
    registrationPending: async ({ query }) => {
      const { address, givenName, familyName, language, expiresAt } = await registration.pending(query.token);
      return { address, givenName, familyName, language, expiresAt: expiresAt.toISOString() };
    },
    registrationFinish: async ({ body }) => ({ address: await registration.finish(body) }),
    sessions: async ({ caller }) => ({
      sessions: (await sessions.list(caller)).map((session) => ({
        id: session.id,
        method: session.method,
        createdAt: session.createdAt.toISOString(),
        usedAt: (session.usedAt ?? session.createdAt).toISOString(),
        expiresAt: session.expiresAt.toISOString(),
        current: session.id === caller.session.id,
      })),
      hasPassword: await recovery.hasPassword(caller),
      hasCard: caller.account.nationalId !== null,
      ...(await factorsOf(caller)),
    }),
    sessionEnd: async ({ caller, params }) => {
      await sessions.end(caller, params.sessionId);
      return {};
    },
    passwordChange: async ({ body, caller }) => {
      await recovery.change(caller, body.current, body.next);
      return {};
    },
    passwordRemove: async ({ body, caller }) => {
      await recovery.remove(caller, body.current);
      return {};
    },
    cardLink: async ({ body, caller }) => {
      await cardLink.link(caller, body.assertion);
      return {};
    },
    timeCodesBegin: async ({ body, caller }) => {
      const { expiresAt, ...shown } = await accountFactors.begin(caller, body.password, body.code);
      return { ...shown, expiresAt: expiresAt.toISOString() };
    },
    timeCodesConfirm: async ({ body, caller }) => ({
      recoveryCodes: [...(await accountFactors.confirm(caller, body.code))],
    }),
    recoveryCodesRenew: async ({ body, caller }) => ({
      recoveryCodes: [...(await accountFactors.renewRecoveryCodes(caller, body.password, body.code))],
    }),
    timeCodesRemove: async ({ body, caller }) => {
      await accountFactors.remove(caller, body.password, body.code);
      return {};
    },
    passkeyBegin: async ({ body, caller }) =>
      describeCeremony(await accountPasskeys.begin(caller, body.password, body.code)),
    passkeyConfirm: async ({ body, caller }) => ({
      recoveryCodes: [...(await accountPasskeys.confirm(caller, body.code, body.name))],
    }),
    passkeyProve: async ({ caller }) => describeCeremony(await accountPasskeys.beginProof(caller)),
    passkeyRemove: async ({ body, caller, params }) => {
      await accountPasskeys.remove(caller, params.passkeyId, body);
      return {};
    },
  };
}

function describePasskey({ id, name, addedAt, usedAt }: Passkey) {
  return { id, name, addedAt: addedAt.toISOString(), usedAt: usedAt?.toISOString() ?? null };
}

function describeCeremony({ ticket, state, expiresAt }: BegunCeremony) {
  return { ticket, state, expiresAt: expiresAt.toISOString() };
}
