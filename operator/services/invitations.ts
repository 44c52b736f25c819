/** Links by which recipients without an account read one envelope on the operator's pages. */
import { createHmac } from 'node:crypto';
import { hashLinkToken, type SitePages } from './mailed-links.ts';
import type { Invitation, InvitationStore } from './ports/invitations.ts';

export interface InvitationLinks {
  /** The link of an invitation, which replaces the former one unless it is for the same mail. */
  linkFor(invitation: Invitation, mailId: string): Promise<string>;
}

interface Parts {
  readonly invitations: InvitationStore;
  readonly site: SitePages;
  /** 32 bytes, never in the database that holds the links' hashes. */
  readonly key: Uint8Array;
}

export function createInvitationLinks({ invitations, site, key }: Parts): InvitationLinks {
  return {
    async linkFor(invitation, mailId) {
      // Derived (RFC 2104), so that a mail handed over a second time holds the link that may have left the first time.
      const token = createHmac('sha256', key).update(mailId).digest('base64url');
      await invitations.put(invitation, hashLinkToken(token));
      return site.reading(token);
    },
  };
}
