/** Drafts between the workstations of one account; that they changed comes in the feed. */
import type { routes } from '../../contract/api/routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { changeDraft, readDraft } from '../services/shared-drafts.ts';

export function sharedDraftRoutes(
  parts: Parameters<typeof changeDraft>[0],
): RouteHandlers<Pick<typeof routes, 'draftPut' | 'draft'>> {
  return {
    draftPut: ({ caller, params, body }) => changeDraft(parts, caller.mailbox.card.accountId, params.draftId, body),
    draft: ({ caller, params }) => readDraft(parts, caller.mailbox.card.accountId, params.draftId),
  };
}
