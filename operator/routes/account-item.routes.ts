/** What the signed-in account keeps about its own mailbox; it comes back in the feed. */
import type { routes } from '../../contract/api/routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { changeItems } from '../services/account-items.ts';

export function accountItemRoutes(
  parts: Parameters<typeof changeItems>[0],
): RouteHandlers<Pick<typeof routes, 'accountItemsPut'>> {
  return {
    accountItemsPut: async ({ caller, body }) => ({
      superseded: await changeItems(parts, caller.account.card.accountId, body.changes),
    }),
  };
}
