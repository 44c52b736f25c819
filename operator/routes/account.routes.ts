/** Signing in, sessions and the signed-in account. */
import { hkdfSync } from 'node:crypto';
import type { routes } from '../../contract/api/routes.ts';
import type { Clock } from '../clock.ts';
import type { Authentication } from '../http/authentication.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { CountedSignIn } from '../metrics/measured-ports.ts';
import { signInWithCard } from '../services/card-sign-in.ts';
import type { Challenges } from '../services/challenge.ts';
import type { AccountStore } from '../services/ports/accounts.ts';
import type { StructureStore } from '../services/ports/structures.ts';
import type { Sessions } from '../services/sessions.ts';
import type { Trust } from '../services/trust.ts';

type Names = 'challenge' | 'cardSignIn' | 'refresh' | 'revoke' | 'account' | 'unlockShare';

interface Parts {
  readonly accounts: AccountStore;
  readonly structures: StructureStore;
  readonly authentication: Authentication;
  readonly challenges: Challenges;
  readonly sessions: Sessions;
  readonly countedSignIn: CountedSignIn;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly audience: string;
  /** From which every account's share is derived. */
  readonly unlockSecret: Uint8Array;
}

export function accountRoutes(parts: Parts): RouteHandlers<Pick<typeof routes, Names>> {
  const { authentication, sessions } = parts;
  return {
    challenge: async () => {
      const { nonce, expiresAt } = parts.challenges.issue();
      return {
        nonce,
        audience: parts.audience,
        expiresAt: expiresAt.toISOString(),
        serverTime: parts.clock().toISOString(),
      };
    },
    cardSignIn: async ({ body, request }) =>
      parts.countedSignIn('card', async () =>
        signInWithCard(parts, body.assertion, await authentication.proofOf(request)),
      ),
    refresh: async ({ body, request }) => sessions.refresh(body.refreshToken, await authentication.proofOf(request)),
    revoke: async ({ body }) => {
      await sessions.revoke(body.revocationHandle);
      return {};
    },
    account: async ({ caller }) => caller.account.card,
    unlockShare: async ({ caller }) => {
      // Each way of signing in has a share of its own: a password must not open what a card protects.
      const purpose = caller.session.method === 'card' ? 'medimail unlock share' : 'medimail unlock share by code';
      const share = hkdfSync('sha256', parts.unlockSecret, caller.account.card.accountId, purpose, 32);
      return { share: Buffer.from(share).toString('base64') };
    },
  };
}
