/** Editions of the directory for workstations: cheap for the operator, and never all workstations at the same time. */
import { finished } from 'node:stream';
import type { directoryEditionRoutes } from '../../contract/api/directory-edition-routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { sendRange } from '../http/send-range.ts';
import type { DirectoryEditions } from '../services/directory-editions.ts';
import { createTokenBuckets } from '../services/token-buckets.ts';
import { demandCertified } from './directory.routes.ts';

/** Downloads that one account begins within an hour, resumed ones counted too. */
const FILES_AN_HOUR = 60;
const HOUR_MS = 3_600_000;
/** Downloads served at the same time: a whole hospital that starts its workstations in the morning takes turns. */
const AT_ONCE = 64;
/** When whoever found no place comes back. */
const TURN_SECONDS = 30;

export function directoryEditionHandlers(
  editions: DirectoryEditions,
  clock: Clock,
  atOnce = AT_ONCE,
): RouteHandlers<typeof directoryEditionRoutes> {
  const buckets = createTokenBuckets(FILES_AN_HOUR, HOUR_MS, clock);
  let served = 0;
  return {
    directoryEdition: async ({ caller }) => {
      demandCertified(caller);
      return { edition: await editions.latest() };
    },
    directoryEditionFile: async ({ caller, params, request, reply }) => {
      demandCertified(caller);
      const retryAfterSeconds = served >= atOnce ? TURN_SECONDS : buckets.take(caller.account.card.accountId);
      if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
      served += 1;
      // However it ends: sent, refused, broken off, or over before it began.
      finished(reply.raw, () => {
        served -= 1;
      });
      const file = await editions.file(params.sha256);
      if (!file) throw new AppError('request.not-found');
      reply.header('cache-control', 'private, max-age=31536000, immutable');
      return sendRange(request, reply, {
        sizeBytes: file.sizeBytes,
        tag: file.sha256,
        mediaType: 'application/octet-stream',
        read: (start, end) => file.read(start, end),
      });
    },
  };
}
