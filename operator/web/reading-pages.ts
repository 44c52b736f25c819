/**
 * Pages on which a recipient without an account opens one envelope, and answers it. Following the link shows who wrote and records
 * nothing; the button opens, and a cookie of this browser alone stands for the reading from then on.
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { InvitedReading } from '../services/invited-reading.ts';
import { networkOf } from '../services/token-buckets.ts';
import { type AnswerPageParts, addAnswerPages } from './answer-pages.ts';
import { addCodePages, showGone } from './code-pages.ts';
import { formOf, languageOf, leadTo, linkOf, show, showFailure } from './page-request.ts';
import { readingCookie, secretOf } from './reading-cookie.ts';
import { savedAs } from './reading-formats.ts';
import { envelopePath, readingWordsIn } from './reading-parts.ts';
import { invitationPage, letterPage } from './reading-views.ts';
import { paths } from './site-pages.ts';
import { noticePage } from './views.ts';
import type { Notice } from './words.ts';

/** A saved file is nothing but bytes, should a browser show it all the same. */
const FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Adds the pages; the scope that they are added to reads forms and refuses those of other sites. */
export function addReadingPages(scope: FastifyInstance, parts: AnswerPageParts): void {
  scope.register(async (pages: FastifyInstance) => {
    // The address of the first page holds the link's secret.
    pages.addHook('onRequest', async (_request, reply) => {
      reply.header('referrer-policy', 'no-referrer');
    });
    pages.setErrorHandler((error, request, reply) => showReadingFailure(request, reply, error));
    addOpening(pages, parts.reading);
    addCodePages(pages, parts.reading);
    addLetter(pages, parts);
    addAnswerPages(pages, parts);
  });
}

function addOpening(pages: FastifyInstance, reading: InvitedReading): void {
  pages.get(paths.reading, async (request, reply) => {
    const token = linkOf(request.query);
    const invited = await reading.preview(token, networkOf(request.ip));
    return show(reply, invitationPage(languageOf(request), invited, token));
  });
  pages.post(paths.reading, async (request, reply) => {
    const { secret, envelopeId } = await reading.open(linkOf(formOf(request)), networkOf(request.ip));
    reply.header('set-cookie', readingCookie.hold(secret));
    return leadTo(reply, envelopePath(envelopeId), languageOf(request));
  });
  pages.post(paths.readingClosed, async (request, reply) => {
    await reading.close(secretOf(request));
    reply.header('set-cookie', readingCookie.cleared);
    return leadTo(reply, paths.readingClosed, languageOf(request));
  });
  pages.get(paths.readingClosed, async (request, reply) => {
    const language = languageOf(request);
    return show(reply, noticePage(language, readingWordsIn(language).closed, 'done'));
  });
}

function addLetter(pages: FastifyInstance, { reading, answers, operatorName }: AnswerPageParts): void {
  pages.get(`${paths.readingEnvelope}/:envelopeId`, async (request, reply) => {
    const { envelopeId } = request.params as { readonly envelopeId: string };
    const secret = secretOf(request);
    const letter = await reading.letter(secret, envelopeId);
    const view = { letter, desk: answers.desk(secret, letter), given: await answers.given(letter), operatorName };
    return show(reply, letterPage(languageOf(request), { ...view, typed: null }));
  });
  pages.get(`${paths.readingEnvelope}/:envelopeId/:index`, async (request, reply) => {
    const { envelopeId, index } = request.params as { readonly envelopeId: string; readonly index: string };
    if (!/^\d{1,4}$/.test(index)) throw new AppError('request.not-found');
    const { name, sizeBytes, bytes } = await reading.attachment(secretOf(request), envelopeId, Number(index));
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': FILE_POLICY,
        'content-disposition': savedAs(name),
        'content-length': sizeBytes,
      })
      .type('application/octet-stream')
      .send(Readable.from(bytes, { objectMode: false }));
  });
}

function showReadingFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const language = languageOf(request);
  const words = readingWordsIn(language);
  const notice = (said: Notice, status: number) => show(reply, noticePage(language, said, 'doubt'), status);
  if (!(error instanceof AppError)) return showFailure(request, reply, error);
  if (error.is('account.link-invalid') || error.is('envelope.not-found')) return notice(words.wrongLink, 404);
  if (error.is('envelope.expired')) return notice(words.erased, 410);
  if (error.is('auth.session-ended')) return notice(words.ended, 403);
  if (error.is('auth.code-expired')) return showGone(request, reply, error);
  return showFailure(request, reply, error);
}
