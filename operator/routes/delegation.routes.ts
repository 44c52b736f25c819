/** Delegations, and the lease of a delegated mailbox. */
import type { delegationRoutes } from '../../contract/api/delegation-routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { createDelegations, type DelegationParts } from '../services/delegations.ts';
import { type LeaseParts, leaseMailbox } from '../services/mailbox-lease.ts';

export function delegationHandlers(parts: DelegationParts & LeaseParts): RouteHandlers<typeof delegationRoutes> {
  const delegations = createDelegations(parts);
  return {
    delegations: ({ caller }) => delegations.overview(caller),
    delegationGrant: ({ caller, body }) => delegations.grant(caller, body),
    delegationAccept: ({ caller, params }) => delegations.answer(caller, params.delegationId, 'accepted'),
    delegationDecline: ({ caller, params }) => delegations.answer(caller, params.delegationId, 'declined'),
    delegationEnd: ({ caller, params }) => delegations.end(caller, params.delegationId),
    mailboxLease: ({ caller }) => leaseMailbox(parts, caller),
  };
}
