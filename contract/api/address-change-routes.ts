/** Routes of the form letter for another address. One table with `routes.ts` for OpenAPI. */
import { AddressChangeLetter, AddressChangeStatus } from '../model/address-change.ts';
import { route } from './route.ts';

export const addressChangeRoutes = {
  addressChange: route({
    method: 'GET',
    path: '/v1/account/address-change',
    summary: 'What became of the latest request for another address',
    auth: 'session',
    response: AddressChangeStatus,
  }),
  /** The answer is the same whether or not the new address is another account’s. */
  addressChangeAsk: route({
    method: 'POST',
    path: '/v1/account/address-change',
    summary:
      'Asks for another address by the form letter; replaces a request that is open; a link leaves to the new address',
    auth: 'session',
    body: AddressChangeLetter,
    response: AddressChangeStatus,
  }),
} as const;
