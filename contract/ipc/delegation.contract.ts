/** Delegations: what the account lets others do with its mailbox, and what others let it do with theirs. */
import { z } from 'zod';
import { DelegationGrant, DelegationId, DelegationOverview } from '../model/delegation.ts';
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
  },
  events: {},
});
