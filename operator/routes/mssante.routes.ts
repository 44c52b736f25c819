/** Entering the trust space. */
import type { mssanteRoutes } from '../../contract/api/mssante-routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { Mssante } from '../services/mssante.ts';

export function mssanteHandlers(mssante: Mssante): RouteHandlers<typeof mssanteRoutes> {
  return {
    mssante: async ({ caller }) => mssante.status(caller),
    mssanteActivate: async ({ caller, body }) => mssante.activate(caller, body),
    mssanteDeactivate: async ({ caller }) => mssante.deactivate(caller),
  };
}
