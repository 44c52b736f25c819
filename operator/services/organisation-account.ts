/** What an organisation's mailbox is made of: an account that nobody signs in to, and what lets a member hold it. */
import { randomUUID } from 'node:crypto';
import { DelegationId, type HolderRight, holderRights, NO_END } from '../../contract/model/delegation.ts';
import { AccountCard } from '../../contract/model/person.ts';
import type { Structure } from '../../contract/model/structure.ts';
import type { Account } from './ports/accounts.ts';
import type { StoredDelegation } from './ports/delegations.ts';
import type { OrganisationMailbox } from './ports/organisation-mailboxes.ts';

/** The account of a mailbox that its address agreed to. */
export function organisationAccount(
  { id, name, address, town }: Pick<OrganisationMailbox, 'id' | 'name' | 'address' | 'town'>,
  structure: Structure,
): Account {
  return {
    card: AccountCard.parse({
      ...{ accountId: id, address, title: '', givenName: '', familyName: name, kind: 'organisation' },
      ...{ profession: '', specialty: null, organisation: structure.name, town, rpps: null },
      // The structure is an agency's to add, and the address has agreed.
      certified: true,
    }),
    nationalId: null,
    contactEmail: null,
    department: structure.department,
    suspended: false,
    closed: false,
  };
}

/** What lets a member hold it from now on: a delegation that nobody has to accept, and that has no end of its own. */
export function newHolding(
  { id }: Pick<OrganisationMailbox, 'id'>,
  structure: Structure,
  delegateId: string,
  right: HolderRight,
  at: Date,
): StoredDelegation {
  return {
    ...{ id: DelegationId.parse(randomUUID()), ownerId: id, delegateId, scopes: holderRights[right] },
    ...{ from: at, until: new Date(NO_END), reason: structure.name },
    ...{ state: 'accepted', grantedAt: at, answeredAt: at, endedAt: null, endedBy: null },
  };
}
