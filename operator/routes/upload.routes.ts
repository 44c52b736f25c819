/** Depositing. */
import { Readable } from 'node:stream';
import type { routes } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { Deposits } from '../services/deposit.ts';

type Names = 'deposit' | 'uploadCreate' | 'uploadStatus' | 'uploadAppend' | 'uploadCommit' | 'uploadCancel';

export function uploadRoutes(deposits: Deposits): RouteHandlers<Pick<typeof routes, Names>> {
  return {
    deposit: ({ caller, body }) => deposits.deposit(caller, body.manifest, Buffer.from(body.message, 'base64')),
    uploadCreate: ({ caller, body }) => deposits.announce(caller, body),
    uploadStatus: ({ caller, params }) => deposits.status(caller, params.envelopeId),
    uploadAppend: async ({ caller, params, headers, request }) => {
      const { body } = request;
      if (!(body instanceof Readable)) throw new AppError('request.invalid', { field: 'content-type' });
      return { offset: await deposits.append(caller, params.envelopeId, headers['upload-offset'], body) };
    },
    uploadCommit: ({ caller, params }) => deposits.commit(caller, params.envelopeId),
    uploadCancel: async ({ caller, params }) => {
      await deposits.cancel(caller, params.envelopeId);
      return {};
    },
  };
}
