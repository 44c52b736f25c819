/** Another address for an account. */
import type { addressChangeRoutes } from '../../contract/api/address-change-routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { AddressChanges } from '../services/address-changes.ts';

export function addressChangeHandlers(changes: AddressChanges): RouteHandlers<typeof addressChangeRoutes> {
  return {
    addressChange: async ({ caller }) => changes.status(caller),
    addressChangeAsk: async ({ caller, body }) => changes.ask(caller, body),
  };
}
