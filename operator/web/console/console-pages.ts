/** The console as pages: who looks after accounts signs in here, decides, and finds what was decided. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/errors.ts';
import { sendProblem } from '../../http/problem.ts';
import { show } from '../page-request.ts';
import { type AccountPageParts, addAccountPages } from './account-pages.ts';
import { renderNotice } from './console-frame.ts';
import { readerOf } from './console-reader.ts';
import { createConsoleRequests } from './console-request.ts';
import { addEntryPages, type EntryParts } from './entry-pages.ts';

export type ConsoleParts = Omit<AccountPageParts, 'requests'> &
  Omit<EntryParts, 'requests'> & {
    /** Public origin, where the settings name one. */
    readonly siteOrigin: string | null;
  };

/** Adds the console's pages to a scope in which forms are read. */
export function addConsolePages(pages: FastifyInstance, parts: ConsoleParts): void {
  pages.register(async (scope: FastifyInstance) => {
    const requests = createConsoleRequests(parts.consoleSessions, parts.siteOrigin);
    scope.setErrorHandler((error, request, reply) => showFailure(request, reply, error));
    addEntryPages(scope, { ...parts, requests });
    addAccountPages(scope, { ...parts, requests });
  });
}

/** Failures that a reader can do something about are pages; the others are what they are everywhere. */
function showFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const reader = readerOf(request);
  const { words } = reader;
  if (!(error instanceof AppError)) return sendProblem(request, reply, error);
  if (error.is('operator.too-many-requests')) reply.header('retry-after', error.details.retryAfterSeconds);
  const pages = {
    'request.not-found': [words.notFound, 404],
    'auth.forbidden': [words.refused, 403],
    'operator.too-many-requests': [words.busy, 429],
    'operator.unavailable': [words.unavailable, 503],
    'account.link-invalid': [words.linkGone, 410],
    'envelope.too-large': [words.structures.tooLarge, 413],
  } as const;
  const known = Object.entries(pages).find(([code]) => code === error.code)?.[1];
  if (!known) return sendProblem(request, reply, error);
  request.log.info({ code: error.code }, 'refused');
  return show(reply, renderNotice(reader, known[0]), known[1]);
}
