/** Routes of delegations: granting, answering, ending, and the lease of a delegated mailbox. */
import { z } from 'zod';
import { Delegation, DelegationGrant, DelegationId, DelegationOverview, MailboxLease } from '../model/delegation.ts';
import { route } from './route.ts';

const delegationParams = z.object({ delegationId: DelegationId });

export const delegationRoutes = {
  delegations: route({
    method: 'GET',
    path: '/v1/delegations',
    summary: 'Delegations given and received, and the mailboxes that may be entered now',
    auth: 'session',
    response: DelegationOverview,
  }),
  delegationGrant: route({
    method: 'POST',
    path: '/v1/delegations',
    summary: 'Offers a delegation on one’s own mailbox; the same id again answers the same',
    auth: 'session',
    body: DelegationGrant,
    response: Delegation,
  }),
  delegationAccept: route({
    method: 'POST',
    path: '/v1/delegations/:delegationId/accept',
    summary: 'Accepts a delegation that was offered to the caller',
    auth: 'session',
    params: delegationParams,
    body: z.object({}).strict(),
    response: Delegation,
  }),
  delegationDecline: route({
    method: 'POST',
    path: '/v1/delegations/:delegationId/decline',
    summary: 'Declines a delegation that was offered to the caller',
    auth: 'session',
    params: delegationParams,
    body: z.object({}).strict(),
    response: Delegation,
  }),
  delegationEnd: route({
    method: 'DELETE',
    path: '/v1/delegations/:delegationId',
    summary: 'Ends a delegation at once, by either side; open connections under it end too',
    auth: 'session',
    params: delegationParams,
    response: Delegation,
  }),
  /** Twelve hours at most; another key once the delegations between the two are others. */
  mailboxLease: route({
    method: 'GET',
    path: '/v1/mailbox/lease',
    summary: 'The key of a delegate’s local copy of the mailbox, for as long as the delegation lasts',
    auth: 'session',
    onBehalf: ['titles'],
    response: MailboxLease,
  }),
} as const;
