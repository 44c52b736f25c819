/** Routes by which an account enters the MSSanté trust space. One table with `routes.ts` for OpenAPI. */
import { z } from 'zod';
import { MssanteActivation, MssanteStatus } from '../model/mssante.ts';
import { route } from './route.ts';

export const mssanteRoutes = {
  mssante: route({
    method: 'GET',
    path: '/v1/account/mssante',
    summary:
      'The three conditions, and the address in the trust space: the account’s own, or the one that it would get',
    auth: 'session',
    response: MssanteStatus,
  }),
  mssanteActivate: route({
    method: 'POST',
    path: '/v1/account/mssante/activate',
    summary: 'Takes the address that was shown into use, and publishes it; idempotent',
    auth: 'session',
    body: MssanteActivation,
    response: MssanteStatus,
  }),
  mssanteDeactivate: route({
    method: 'POST',
    path: '/v1/account/mssante/deactivate',
    summary: 'Takes the address out of use and out of the directories; nobody else is ever given it; idempotent',
    auth: 'session',
    body: z.object({}).strict(),
    response: MssanteStatus,
  }),
} as const;
