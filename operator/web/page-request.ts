/** What a page reads from a request, and how it answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import { AppError } from '../../contract/errors.ts';
import { Language } from '../../contract/model/language.ts';
import { sendProblem } from '../http/problem.ts';
import { paths } from './site-pages.ts';
import { inLanguage, noticePage, wordsIn } from './views.ts';

/** The fields of a form, as they were typed. */
export type Form = Readonly<Record<string, string>>;

export function formOf(request: FastifyRequest): Form {
  return (request.body ?? {}) as Form;
}

/** The secret of the link that leads to a page, in its address or in a hidden field. */
export function linkOf(source: unknown): string {
  const token = (source as Readonly<Record<string, unknown>>)[LINK_PARAMETER];
  return typeof token === 'string' ? token : '';
}

/** `?lang=`, then `otherwise`, then what the browser asks for; French for everybody else. */
export function languageOf(request: FastifyRequest, otherwise?: Language): Language {
  const { lang } = request.query as { readonly lang?: unknown };
  const asked = Language.safeParse(lang);
  if (asked.success) return asked.data;
  if (otherwise) return otherwise;
  const [first = ''] = (request.headers['accept-language'] ?? '').split(',');
  return /^\s*en\b/i.test(first) ? 'en' : 'fr';
}

/** Sends a page; what was typed is kept by nobody on the way. */
export function show(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
}

/** Leads on to another page, so that loading it again sends nothing twice. */
export function leadTo(reply: FastifyReply, path: string, language: Language): FastifyReply {
  return reply.redirect(inLanguage(path, language), 303);
}

/** Failures that a reader can do something about are pages; the others are what they are everywhere. */
export function showFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const language = languageOf(request);
  const words = wordsIn(language);
  if (error instanceof AppError && error.is('account.link-invalid')) {
    if (request.url.startsWith(paths.addressProof) || request.url.startsWith(paths.mailbox)) {
      return show(reply, noticePage(language, words.linkGone, 'doubt'), 410);
    }
    const isRegistration = request.url.startsWith(paths.registration);
    const next = isRegistration
      ? { path: paths.registration, label: words.startAgain }
      : { path: paths.recovery, label: words.recoverAgain };
    return show(reply, noticePage(language, words.linkGone, 'doubt', next), 410);
  }
  if (error instanceof AppError && error.is('operator.too-many-requests')) {
    reply.header('retry-after', error.details.retryAfterSeconds);
    return show(reply, noticePage(language, words.busy, 'doubt'), 429);
  }
  return sendProblem(request, reply, error);
}
