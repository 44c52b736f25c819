/** What an account keeps about its own mailbox; it comes back in the feed. */
import type { routes } from '../../contract/api/routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { changeMailboxItems } from '../services/filing.ts';

export function accountItemRoutes(
  parts: Parameters<typeof changeMailboxItems>[0],
): RouteHandlers<Pick<typeof routes, 'accountItemsPut'>> {
  return {
    accountItemsPut: async ({ caller, body }) => ({
      superseded: await changeMailboxItems(parts, caller, body.changes),
    }),
  };
}
