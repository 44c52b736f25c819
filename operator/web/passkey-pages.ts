/** The pages to which a workstation leads for a passkey, at the one name for which browsers keep the operator's keys. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import type { PasskeyCeremonies } from '../services/passkey-ceremonies.ts';
import { passkeyScriptPath } from './page-assets.ts';
import { formOf, languageOf, linkOf, show } from './page-request.ts';
import { askPage, gonePage, refusedPage, returnPage } from './passkey-views.ts';
import { paths } from './site-pages.ts';

export interface PasskeyPageParts {
  readonly ceremonies: PasskeyCeremonies;
  readonly operatorName: string;
  /** What every page may do: these may run one script besides. */
  readonly policy: string;
}

export function addPasskeyPages(pages: FastifyInstance, { ceremonies, operatorName, policy }: PasskeyPageParts): void {
  /** Browsers give keys to scripts alone: this one, of this very address, and no other. */
  const withScript = (reply: FastifyReply, origin: string) =>
    reply.header('content-security-policy', `${policy}; script-src ${origin}${passkeyScriptPath}`);

  const showGone = (reply: FastifyReply, language: Language) => show(reply, gonePage(language), 410);

  pages.get(paths.passkey, async (request, reply) => {
    const language = languageOf(request);
    const rp = ceremonies.relyingParty();
    if (rp === null) return showGone(reply, language);
    // Under another name of the operator's the keys would be unknown.
    if (request.host !== new URL(rp.origin).host) return reply.redirect(rp.origin + request.url, 302);
    const ticket = linkOf(request.query);
    const asked = await unlessGone(ceremonies.asked(ticket));
    if (asked === null) return showGone(reply, language);
    return show(withScript(reply, rp.origin), askPage(language, ticket, asked, operatorName));
  });
  pages.post(paths.passkey, async (request, reply) => {
    const language = languageOf(request);
    const form = formOf(request);
    const rp = ceremonies.relyingParty();
    const answered = rp && (await unlessGone(ceremonies.answer(linkOf(form), form)));
    if (rp === null || answered === null) return showGone(reply, language);
    if (answered.outcome === 'refused') return show(reply, refusedPage(language), 422);
    return show(withScript(reply, rp.origin), returnPage(language, answered.purpose, answered.back));
  });
}

/** Null for a ticket that serves no more. */
async function unlessGone<T>(working: Promise<T>): Promise<T | null> {
  try {
    return await working;
  } catch (error) {
    if (error instanceof AppError && error.is('account.link-invalid')) return null;
    throw error;
  }
}
