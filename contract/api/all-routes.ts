/** Every route of the operator's API: what it describes, and what a client may call. */
import { absenceRoutes } from './absence-routes.ts';
import { accessRoutes } from './access-routes.ts';
import { addressChangeRoutes } from './address-change-routes.ts';
import { delegationRoutes } from './delegation-routes.ts';
import { directoryEditionRoutes } from './directory-edition-routes.ts';
import { handlingRoutes } from './handling-routes.ts';
import { mssanteRoutes } from './mssante-routes.ts';
import { routes } from './routes.ts';

export const allRoutes = {
  ...routes,
  ...accessRoutes,
  ...delegationRoutes,
  ...absenceRoutes,
  ...handlingRoutes,
  ...mssanteRoutes,
  ...addressChangeRoutes,
  ...directoryEditionRoutes,
} as const;
