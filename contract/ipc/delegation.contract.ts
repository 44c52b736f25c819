/** Delegations: what the account lets others do with its mailbox, and what others let it do with theirs. */
import { z } from 'zod';
import { DelegatedMailbox, DelegationGrant, DelegationId, DelegationOverview } from '../model/delegation.ts';
import { AccountId } from '../model/ids.ts';
import { defineContract, method } from './define.ts';

const one = z.object({ delegationId: DelegationId }).strict();

export const delegationContract = defineContract('delegation', {
  servedBy: 'session',
  methods: {
    overview: method(z.object({}).strict(), DelegationOverview),
    /** Offers one; each of these answers how things stand then. The workstation gives it its id. */
    grant: method(DelegationGrant, DelegationOverview),
    accept: method(one, DelegationOverview),
    decline: method(one, DelegationOverview),
    /** Ends one at once, by either side. */
    end: method(one, DelegationOverview),
    /** From now on the areas of mail are those of that owner's mailbox, until `leave` or `closed`. */
    enter: method(z.object({ ownerId: AccountId }).strict(), DelegatedMailbox),
    /** Back to one's own. What was to leave in the owner's name goes on leaving. */
    leave: method(z.object({}).strict(), z.object({})),
  },
  events: {
    /** The right to an owner's mailbox is over, and its local copy is gone; whoever was in it is in the own one again. */
    closed: z.object({ ownerId: AccountId }),
  },
});
