/**
 * Pages on which an invited recipient gives the code that came by telephone, before anything of the envelope is shown. The
 * browser that asked for it holds a cookie without which the code is worth nothing.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { CodeSource, InvitedReading } from '../services/invited-reading.ts';
import { networkOf } from '../services/token-buckets.ts';
import { type CodeFailure, codePage } from './code-views.ts';
import { formOf, languageOf, leadTo, linkOf, show } from './page-request.ts';
import { codeCookie, readingCookie } from './reading-cookie.ts';
import { envelopePath, readingWordsIn } from './reading-parts.ts';
import { invitationPage } from './reading-views.ts';
import { paths } from './site-pages.ts';
import { noticePage } from './views.ts';

export function addCodePages(pages: FastifyInstance, reading: InvitedReading): void {
  pages.post(paths.readingCodeSent, (request, reply) => send(reading, request, reply));
  pages.get(paths.readingCode, async (request, reply) => {
    const invited = await reading.codeDesk(codeCookie.read(request));
    return show(reply, codePage(languageOf(request), invited, null));
  });
  pages.post(paths.readingCode, (request, reply) => confirm(reading, request, reply));
}

async function send(reading: InvitedReading, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const language = languageOf(request);
  const token = linkOf(formOf(request));
  const network = networkOf(request.ip);
  const codeSecret = codeCookie.read(request);
  const from: CodeSource = token === '' ? { codeSecret } : { token, network };
  try {
    reply.header('set-cookie', codeCookie.hold(await reading.sendCode(from, language)));
    return leadTo(reply, paths.readingCode, language);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) return showGone(request, reply, error);
    waitBefore(reply, error);
    const page =
      token === ''
        ? codePage(language, await reading.codeDesk(codeSecret), failure)
        : invitationPage(language, await reading.preview(token, network), token, failure);
    return show(reply, page, statusOf(failure));
  }
}

async function confirm(reading: InvitedReading, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const language = languageOf(request);
  const codeSecret = codeCookie.read(request);
  try {
    const { secret, envelopeId } = await reading.openWithCode(codeSecret, formOf(request)['code'] ?? '');
    reply.header('set-cookie', readingCookie.hold(secret));
    return leadTo(reply, envelopePath(envelopeId), language);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    const invited = await reading.codeDesk(codeSecret).catch((gone: unknown) => {
      if (gone instanceof AppError && gone.is('auth.code-expired')) return null;
      throw gone;
    });
    if (invited === null) return showGone(request, reply, error);
    return show(reply, codePage(language, invited, failure), statusOf(failure));
  }
}

/** What the page of the code says itself; null for everything else. */
function failureOf(error: unknown): CodeFailure | null {
  if (!(error instanceof AppError)) return null;
  if (error.is('auth.code-invalid')) return { kind: 'wrong', triesLeft: error.details.triesLeft };
  if (error.is('auth.code-expired')) return { kind: 'expired' };
  if (error.is('auth.too-many-codes')) {
    return { kind: 'too-often', until: new Date(Date.now() + error.details.retryAfterSeconds * 1000).toISOString() };
  }
  return error.is('operator.unavailable') ? { kind: 'not-sent' } : null;
}

function statusOf({ kind }: CodeFailure): number {
  return { wrong: 403, expired: 403, 'too-often': 429, 'not-sent': 503 }[kind];
}

function waitBefore(reply: FastifyReply, error: unknown): void {
  if (error instanceof AppError && error.is('auth.too-many-codes')) {
    reply.header('retry-after', error.details.retryAfterSeconds);
  }
}

/** Nothing is waited for in this browser: the link leads on. */
export function showGone(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof AppError) || !error.is('auth.code-expired')) throw error;
  const language = languageOf(request);
  return show(reply, noticePage(language, readingWordsIn(language).code.gone, 'doubt'), 403);
}
