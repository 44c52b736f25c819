/** Depositing. */
import type { routes } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { Deposits } from '../services/deposit.ts';

type Names = 'uploadCreate' | 'uploadStatus' | 'uploadAppend' | 'uploadCommit' | 'uploadCancel';

export function uploadRoutes(deposits: Deposits): RouteHandlers<Pick<typeof routes, Names>> {
  return {
    uploadCreate: ({ caller, body }) => deposits.announce(caller, body),
    uploadStatus: ({ caller, params }) => deposits.status(caller, params.envelopeId),
    uploadAppend: async ({ caller, params, headers, request }) => {
      if (request.body === undefined) throw new AppError('request.invalid', { field: 'body' });
      const offset = headers['upload-offset'];
      return { offset: await deposits.append(caller, params.envelopeId, offset, request.body as ByteStream) };
    },
    uploadCommit: ({ caller, params }) => deposits.commit(caller, params.envelopeId),
    uploadCancel: async ({ caller, params }) => {
      await deposits.cancel(caller, params.envelopeId);
      return {};
    },
  };
}
