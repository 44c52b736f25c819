/** Finds who calls: `Authorization: DPoP <token>` with a proof for this very request (RFC 9449 §7). */
import type { FastifyRequest } from 'fastify';
import { MAILBOX_HEADER, type RouteSpec } from '../../contract/api/route.ts';
import { AppError } from '../../contract/errors.ts';
import { AccountId } from '../../contract/model/ids.ts';
import type { MailboxAccess } from '../services/mailbox-access.ts';
import type { Proof, ProofCheck } from '../services/possession.ts';
import type { Caller, Sessions } from '../services/sessions.ts';

export interface Authentication {
  /** The caller of a route that demands a session, on the mailbox that the request names. */
  authenticate(request: FastifyRequest, route: RouteSpec): Promise<Caller>;
  /** The proof that comes with a request for tokens. */
  proofOf(request: FastifyRequest): Promise<Proof>;
}

/** `isOwnHost` says whether a Host header names this operator: a proof made for another server must not serve here. */
export function createAuthentication(
  sessions: Sessions,
  mailboxes: MailboxAccess,
  proofs: ProofCheck,
  isOwnHost: (host: string) => boolean,
): Authentication {
  async function verify(request: FastifyRequest, accessToken: string | null): Promise<Proof> {
    const proof = request.headers['dpop'];
    const host = request.headers.host ?? '';
    if (typeof proof !== 'string' || !isOwnHost(host)) throw new AppError('auth.proof-invalid');
    const url = `https://${host}${request.url.split('?', 1)[0]}`;
    return proofs.verify({ proof, method: request.method, url, accessToken });
  }
  return {
    proofOf: (request) => verify(request, null),
    async authenticate(request, route) {
      const accessToken = /^DPoP ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (!accessToken) throw new AppError('auth.required');
      const caller = await sessions.authenticate(accessToken, await verify(request, accessToken));
      const named = request.headers[MAILBOX_HEADER];
      if (named === undefined) return caller;
      // What does not say that it may be done for others is done for oneself alone.
      if (route.onBehalf === undefined) throw new AppError('auth.forbidden');
      const mailboxId = AccountId.safeParse(named);
      if (!mailboxId.success) throw new AppError('request.invalid', { field: MAILBOX_HEADER });
      return mailboxes.enter(caller, mailboxId.data, route.onBehalf);
    },
  };
}
