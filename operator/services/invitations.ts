/** Links by which recipients without an account read one envelope on the operator's pages. */
import { createHmac } from 'node:crypto';
import { hashLinkToken, type SitePages } from './mailed-links.ts';
import type { Invitation, InvitationStore } from './ports/invitations.ts';

export interface InvitationLinks {
  /** The link of an invitation: the same one in every mail, so that a later mail never takes an earlier one's away. */
  linkFor(invitation: Invitation): Promise<string>;
}

interface Parts {
  readonly invitations: InvitationStore;
  readonly site: SitePages;
  /** 32 bytes, never in the database that holds the links' hashes. */
  readonly key: Uint8Array;
}

export function createInvitationLinks({ invitations, site, key }: Parts): InvitationLinks {
  return {
    async linkFor(invitation) {
      // Derived (RFC 2104): nothing that opens an envelope is kept. No id holds a line feed.
      const name = `${invitation.envelopeId}\n${invitation.address}`;
      const token = createHmac('sha256', key).update(name).digest('base64url');
      await invitations.put(invitation, hashLinkToken(token));
      return site.reading(token);
    },
  };
}
